/*
 * A load generator for any IRC server on this machine, and for Salon's dialects. One process with one clock plays
 * all clients, so that the time between a message's sending and each of its arrivals needs no agreement of clocks.
 *
 *     load -p PORT [-d WIRE] [-m MODE] [-n CLIENTS] [-k CHANNELS] [-w WINDOW] [-r RATE] [-t SECONDS] [-P PID,PID]
 *
 * Wires: irc, websocket (IRC over it), public, chaines, relais, bonjour, annuaire. Modes, of which the first three need channels:
 *   closed  CLIENTS are spread evenly over CHANNELS, and WINDOW messages are in flight in each channel. A
 *           message is done when every other member has received it; then the next member sends one.
 *   open    the same clients, but RATE messages a second over all channels, whatever has arrived.
 *   setup   only connects, registers and joins: each client is in JOINS (-j) of the channels.
 *   direct  two clients in each channel: the first sends to the second by nick, with WINDOW messages in flight.
 *   ask     each client is alone, asks, and asks again when the answer has come (bonjour, annuaire).
 *
 * Others:
 *   -s BYTES   length of a message's text (64)
 *   -c CAPS    capabilities that each client asks for before it registers: "message-tags server-time"
 *   -l LIMIT   how many clients may be on their way in at once (200)
 *   -j JOINS   channels a client joins, in mode setup (1)
 *   -b BEFORE  clients that come in before the others are measured, in mode setup (0)
 *   -P PIDS    the server's processes; their descendants are counted with them
 *
 * Every message must reach everybody else in its channel, once each, and nobody besides; at the end those under
 * way are waited for. If one does not, this fails and prints no figures; else it prints one JSON object.
 * README.md says what each figure means. What is said stands in wires.c, how lines are cut in transport.c.
 */
#define _GNU_SOURCE
#include "measure.h"
#include "transport.h"
#include "wires.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MAX_WINDOW = 4096,      /* messages in flight in a channel; more than an open loop leaves unread in 5 s */
	MAX_LINE = 16384,       /* IRC's 512 bytes, and 8191 of tags, and room */
	READ_SIZE = 1 << 18,    /* what one recv() may bring: the generator must not be the bottleneck */
	EVENTS = 1024,
	MAX_PIDS = 64,
	CLIENTS_AN_ADDRESS = 20000, /* a source address has 28,000 ports; then comes 127.0.0.2 */
	SETUP_LIMIT_S = 300,
	DRAIN_LIMIT_S = 5,      /* rest of the messages under way, when the load has ended */
	SETTLE_S = 1,           /* rest before memory is read */
	WARM_UP_S = 1,          /* load before the measurement begins; no more than is measured */
};

enum mode { CLOSED, OPEN, SETUP, DIRECT, ASK };

struct message {
	uint64_t number;
	uint64_t sent_at;
	int sender;
	int missing;           /* copies that have not arrived yet */
	bool in_flight;
};

/* Client i is in channel i % channels, so channel c has the clients c, c + channels, and so on. */
struct channel {
	int members, next_sender;
	uint64_t next_number;
	struct message *window; /* by number % MAX_WINDOW */
	uint64_t *heard;        /* for each of them, a bit for each member that has received it */
	size_t heard_words;
};

static const char *const mode_names[] = {"closed", "open", "setup", "direct", "ask"};
static enum mode mode = CLOSED;
static const struct wire *wire;
static int port, client_count = 100;
static int window = 4, text_length = 64;
static int arrivals = 200, before = 0;
static double rate = 500, run_seconds = 5;
int channel_count = 1, joins = 1;
const char *capabilities = "";
static pid_t pids[MAX_PIDS];
static int pid_count;

static struct client *clients;
static struct channel *channels;
static int epoll, ready_count;

static bool measuring, draining;
static uint64_t messages, deliveries, under_way;
static struct histogram latencies; /* ns from the sending to the arrival of each delivery */
static struct histogram delays;    /* ns that the open loop was late with a message */

void fail(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	fputc('\n', stderr);
	_exit(1); /* what stdout holds is half an answer */
}

/* ---- bytes to the server ---- */

void say(struct client *client, const char *format, ...)
{
	char bytes[MAX_LINE];
	va_list values;
	int length;

	va_start(values, format);
	length = vsnprintf(bytes, sizeof bytes, format, values);
	va_end(values);
	if (length >= (int)sizeof bytes)
		fail("a line of %d bytes is too long", length);
	append_lines(client, bytes, (size_t)length);
}

/* Send what was said to one client's connection since the last time. */
static void transmit(struct client *client)
{
	size_t done = 0;

	while (done < client->out_length) {
		ssize_t sent = send(client->fd, client->out + done, client->out_length - done, MSG_NOSIGNAL);

		if (sent >= 0) {
			done += (size_t)sent;
		} else if (errno == EAGAIN) {
			struct pollfd socket = {.fd = client->fd, .events = POLLOUT};

			if (poll(&socket, 1, 10000) == 0)
				fail("client %d: the server has read nothing for 10 s", client->number);
		} else {
			fail("client %d: %s", client->number, strerror(errno));
		}
	}
	client->out_length = 0;
}

/* ---- messages ---- */

static struct client *member(int channel, int index)
{
	return &clients[index * channel_count + channel];
}

/* Let the next member of a channel send one message. Its text says what it is: "@CHANNEL.NUMBER.xxx". */
static void post(int channel_number)
{
	struct channel *channel = &channels[channel_number];
	uint64_t number = channel->next_number++;
	struct message *message = &channel->window[number % MAX_WINDOW];
	struct client *sender = member(channel_number, channel->next_sender);
	char text[512];
	int length;

	if (message->in_flight)
		fail("message %d.%llu has not reached %d of its recipients, and %d others have been sent since", channel_number,
		     (unsigned long long)message->number, message->missing, MAX_WINDOW);
	length = snprintf(text, sizeof text, "@%d.%llu.", channel_number, (unsigned long long)number);
	while (length < text_length)
		text[length++] = 'x';
	text[length] = 0;
	if (mode == ASK) {
		wire->ask(sender, text);
	} else if (mode == DIRECT) {
		wire->say_to_client(sender, member(channel_number, 1)->number, text);
	} else {
		wire->say_in_channel(sender, channel_number, text);
		channel->next_sender = (channel->next_sender + 1) % channel->members;
	}
	*message = (struct message){number, now_ns(), sender->number, mode == ASK ? 1 : channel->members - 1, true};
	memset(channel->heard + number % MAX_WINDOW * channel->heard_words, 0, channel->heard_words * sizeof(uint64_t));
	under_way++;
	if (measuring)
		messages++;
}

/* Count one copy of a message that has arrived; the last one makes room for the next message. */
static void count_arrival(int channel_number, struct message *message, uint64_t arrived_at)
{
	if (measuring) {
		deliveries++;
		histogram_add(&latencies, arrived_at > message->sent_at ? arrived_at - message->sent_at : 0);
	}
	if (--message->missing > 0)
		return;
	message->in_flight = false;
	under_way--;
	if (mode != OPEN && !draining) {
		struct client *sender = member(channel_number, channels[channel_number].next_sender);

		post(channel_number);
		if (mode == CLOSED)
			transmit(sender);
	}
}

void take_delivery(struct client *client, const char *text, uint64_t arrived_at)
{
	char *end;
	unsigned long channel_number = strtoul(text + 1, &end, 10);
	uint64_t number = *end == '.' ? strtoull(end + 1, NULL, 10) : UINT64_MAX;
	struct channel *channel = &channels[channel_number % (unsigned long)channel_count];
	struct message *message = &channel->window[number % MAX_WINDOW];
	int index = client->number / channel_count;
	uint64_t *heard = channel->heard + number % MAX_WINDOW * channel->heard_words + index / 64;
	uint64_t bit = (uint64_t)1 << index % 64;

	if (channel_number != (unsigned long)(client->number % channel_count) || message->number != number ||
	    number >= channel->next_number)
		fail("client %d was sent what is not for it: %.40s", client->number, text);
	if (client->number == message->sender) {
		if (strstr(capabilities, "echo-message") == NULL)
			fail("client %d was sent its own message: %.40s", client->number, text);
		return; /* it may come last */
	}
	if (*heard & bit || !message->in_flight)
		fail("client %d was sent a message twice: %.40s", client->number, text);
	*heard |= bit;
	count_arrival((int)channel_number, message, arrived_at);
}

void take_answer(struct client *client, uint64_t arrived_at)
{
	struct channel *channel = &channels[client->number];
	struct message *message = &channel->window[(channel->next_number - 1) % MAX_WINDOW];

	if (channel->next_number == 0 || !message->in_flight)
		fail("client %d was sent an answer to nothing", client->number);
	count_arrival(client->number, message, arrived_at);
}

void be_ready(struct client *client)
{
	client->ready = true;
	ready_count++;
}

/* ---- bytes from the server ---- */

static void connect_client(struct client *client)
{
	struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in source = {.sin_family = AF_INET};
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)client->number};
	int on = 1;

	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(client->number / CLIENTS_AN_ADDRESS));
	client->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (client->fd < 0 || bind(client->fd, (struct sockaddr *)&source, sizeof source) != 0 ||
	    connect(client->fd, (struct sockaddr *)&server, sizeof server) != 0)
		fail("client %d cannot connect: %s", client->number, strerror(errno));
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event);
}

/* Where a connection is one request, its end is the end of the answer; the next request goes over another. */
static void take_end(struct client *client, uint64_t arrived_at)
{
	if (!wire->one_request || !client->answered)
		fail("client %d: the server has closed the connection", client->number);
	close(client->fd);
	client->answered = false;
	connect_client(client);
	take_answer(client, arrived_at);
}

/* One big read, cut into lines where it lies; what answers it is sent at its end. */
static void receive(struct client *client)
{
	static char buffer[MAX_LINE + READ_SIZE + 1];
	size_t held = client->partial_length;
	char *rest = buffer, *next, *end, *line, *line_end;
	uint64_t arrived_at;
	ssize_t got;

	got = recv(client->fd, buffer + held, READ_SIZE, 0);
	if (got < 0 && errno == EAGAIN)
		return;
	if (got < 0)
		fail("client %d: %s", client->number, strerror(errno));
	arrived_at = now_ns();
	if (got == 0)
		take_end(client, arrived_at);
	if (held > 0)
		memcpy(buffer, client->partial, held);
	end = buffer + held + got;
	*end = 0;
	while ((next = next_line(client, rest, end, &line, &line_end)) != NULL) {
		wire->hear(client, line, line_end, arrived_at);
		rest = next;
	}
	client->partial_length = (size_t)(end - rest);
	if (client->partial_length > MAX_LINE)
		fail("client %d: a line without end", client->number);
	if (client->partial_length > 0) {
		if (client->partial == NULL)
			client->partial = resize(NULL, MAX_LINE);
		memcpy(client->partial, rest, client->partial_length);
	}
	transmit(client);
	if (mode == DIRECT)
		transmit(member(client->number % channel_count, 0)); /* all that this read made room for, in one piece */
}

/* Take what has arrived, or wait for it at most until `deadline`. */
static void turn(uint64_t deadline)
{
	struct epoll_event events[EVENTS];
	uint64_t now = now_ns();
	uint64_t left = deadline > now ? deadline - now : 0;
	struct timespec wait = {(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
	int count = epoll_pwait2(epoll, events, EVENTS, &wait, NULL);

	for (int i = 0; i < count; i++)
		receive(&clients[events[i].data.u32]);
}

static uint64_t after(double seconds)
{
	return now_ns() + (uint64_t)(seconds * 1e9);
}

/* ---- the run ---- */

static void open_client(struct client *client)
{
	client->wire = wire;
	connect_client(client);
	if (wire->over_websocket)
		append_handshake(client);
	else
		wire->come_in(client);
	transmit(client);
}

/* Connect clients until there are `wanted`, and wait until each has its channels. Returns the seconds it took. */
static double set_up(int wanted)
{
	uint64_t start = now_ns(), limit = after(SETUP_LIMIT_S);

	for (int i = ready_count; i < wanted; i++) {
		clients[i].number = i;
		open_client(&clients[i]);
		if (i % 16 == 0)
			turn(0);
		while (i + 1 - ready_count >= arrivals && now_ns() < limit)
			turn(after(0.01));
	}
	while (ready_count < wanted && now_ns() < limit)
		turn(after(0.01));
	if (ready_count < wanted)
		fail("only %d of %d clients were ready after %d s", ready_count, wanted, SETUP_LIMIT_S);
	return (double)(now_ns() - start) / 1e9;
}

/* Keep the load on until `end`; the windows refill themselves, an open loop has its timetable. */
static void keep_up(uint64_t end)
{
	static uint64_t due;
	static int turns;
	uint64_t now;

	while ((now = now_ns()) < end) {
		if (mode == OPEN) {
			due = due == 0 ? now : due;
			for (; due <= now; due += (uint64_t)(1e9 / rate)) {
				int channel = turns++ % channel_count;
				struct client *sender = member(channel, channels[channel].next_sender);

				post(channel);
				transmit(sender);
				if (measuring)
					histogram_add(&delays, now_ns() - due);
			}
		}
		turn(mode == OPEN && due < end ? due : end);
	}
}

static void rest(double seconds)
{
	uint64_t end = after(seconds);

	while (now_ns() < end)
		turn(end);
}

/* Wait for what is under way, so that a message that does not reach everybody is seen. */
static void drain(void)
{
	uint64_t limit = after(DRAIN_LIMIT_S);

	draining = true;
	while (under_way > 0 && now_ns() < limit)
		turn(limit);
	if (under_way > 0)
		fail("%llu messages have not reached everybody %d s after the end", (unsigned long long)under_way,
		     DRAIN_LIMIT_S);
}

static double per(double amount, double count)
{
	return count > 0 ? amount / count : 0;
}

static void print_times(const char *name, const struct histogram *times)
{
	printf(", \"%s\": {\"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"max\": %.1f}", name,
	       (double)histogram_at(times, 0.5) / 1e3, (double)histogram_at(times, 0.99) / 1e3,
	       (double)histogram_at(times, 0.999) / 1e3, (double)times->highest / 1e3);
}

/* Print how much memory the clients take that have come in since. */
static void measure_rest(const struct usage *empty)
{
	struct usage settled;

	rest(SETTLE_S);
	settled = usage_of(pids, pid_count);
	printf(", \"private_kib_per_client\": %.2f",
	       per((double)(settled.private_kib - empty->private_kib), client_count - before));
}

static void measure_load(void)
{
	struct usage before, after_load;
	double own, seconds, cpu;
	uint64_t start;

	for (int i = 0; mode != OPEN && i < window; i++)
		for (int c = 0; c < channel_count; c++)
			post(c);
	for (int i = 0; i < client_count; i++)
		transmit(&clients[i]);
	keep_up(after(run_seconds < WARM_UP_S ? run_seconds : WARM_UP_S));
	before = usage_of(pids, pid_count);
	own = own_cpu_seconds();
	start = now_ns();
	measuring = true;
	keep_up(after(run_seconds));
	measuring = false;
	seconds = (double)(now_ns() - start) / 1e9;
	own = own_cpu_seconds() - own;
	after_load = usage_of(pids, pid_count);
	drain();
	cpu = after_load.cpu_seconds - before.cpu_seconds;

	printf(", \"seconds\": %.3f, \"messages_s\": %.1f, \"deliveries_s\": %.1f", seconds,
	       per((double)messages, seconds), per((double)deliveries, seconds));
	printf(", \"cpu_us_per_delivery\": %.4f, \"system_share\": %.3f", per(cpu * 1e6, (double)deliveries),
	       per(after_load.system_seconds - before.system_seconds, cpu));
	printf(", \"server_cores\": %.3f, \"load_cores\": %.3f", per(cpu, seconds), per(own, seconds));
	print_times("latency_us", &latencies);
	if (mode == OPEN)
		print_times("late_us", &delays);
	printf(", \"private_kib_after_load\": %ld", after_load.private_kib);
}

static void read_pids(char *list)
{
	for (char *pid = strtok(list, ","); pid != NULL && pid_count < MAX_PIDS; pid = strtok(NULL, ","))
		pids[pid_count++] = (pid_t)atoi(pid);
}

static void read_mode(const char *name)
{
	for (int i = 0; i <= ASK; i++) {
		if (strcmp(name, mode_names[i]) == 0) {
			mode = (enum mode)i;
			return;
		}
	}
	fail("mode %s is none of closed, open, setup, direct, ask", name);
}

/* Refuse what the wire cannot do. */
static void check_wire(void)
{
	bool there = mode == ASK      ? wire->ask != NULL
	             : mode == DIRECT ? wire->say_to_client != NULL
	                              : wire->say_in_channel != NULL;

	if (!there)
		fail("the wire %s has no mode %s", wire->name, mode_names[mode]);
	if (strcmp(wire->name, "public") == 0 && channel_count != 1)
		fail("the wire public has one channel");
	if (strcmp(wire->name, "irc") != 0 && !wire->over_websocket && (joins != 1 || capabilities[0] != 0))
		fail("-j and -c are for IRC");
}

static void read_options(int count, char **arguments)
{
	int option;

	while ((option = getopt(count, arguments, "p:d:m:n:k:w:r:t:s:c:l:j:b:P:")) != -1) {
		switch (option) {
		case 'p': port = atoi(optarg); break;
		case 'd': wire = find_wire(optarg); break;
		case 'm': read_mode(optarg); break;
		case 'n': client_count = atoi(optarg); break;
		case 'k': channel_count = atoi(optarg); break;
		case 'w': window = atoi(optarg); break;
		case 'r': rate = atof(optarg); break;
		case 't': run_seconds = atof(optarg); break;
		case 's': text_length = atoi(optarg); break;
		case 'c': capabilities = optarg; break;
		case 'l': arrivals = atoi(optarg); break;
		case 'j': joins = atoi(optarg); break;
		case 'b': before = atoi(optarg); break;
		case 'P': read_pids(optarg); break;
		default: fail("the head of load.c says how to use it");
		}
	}
	if (wire == NULL)
		fail("-d needs irc, websocket, public, chaines, relais, bonjour or annuaire");
	if (mode == DIRECT)
		client_count = 2 * channel_count;
	if (mode == ASK) {
		channel_count = client_count;
		window = 1;
	}
	if (port <= 0 || channel_count < 1 || client_count % channel_count != 0 ||
	    (mode != ASK && client_count < 2 * channel_count))
		fail("needs -p PORT, and clients that spread evenly over the channels, two or more in each");
	if (window < 1 || window > MAX_WINDOW || text_length < 32 || text_length > 400 || rate <= 0)
		fail("window: 1 to %d; length of a text: 32 to 400; rate: above 0", MAX_WINDOW);
	if (arrivals < 1 || joins < 1 || joins > channel_count || before < 0 || before >= client_count)
		fail("arrivals: 1 or more; joins: 1 to all channels; clients before: less than all");
	if (mode != SETUP && (joins != 1 || before != 0))
		fail("-j and -b are for mode setup");
	check_wire();
}

int main(int count, char **arguments)
{
	struct rlimit files;
	struct usage empty, full;
	double seconds;

	wire = find_wire("irc");
	read_options(count, arguments);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	epoll = epoll_create1(0);
	clients = calloc((size_t)client_count, sizeof *clients);
	channels = calloc((size_t)channel_count, sizeof *channels);
	if (clients == NULL || channels == NULL)
		fail("out of memory");
	for (int i = 0; i < channel_count; i++) {
		channels[i].members = client_count / channel_count;
		channels[i].window = calloc(MAX_WINDOW, sizeof *channels[i].window);
		channels[i].heard_words = (size_t)channels[i].members / 64 + 1;
		channels[i].heard = calloc(MAX_WINDOW * channels[i].heard_words, sizeof *channels[i].heard);
		if (channels[i].window == NULL || channels[i].heard == NULL)
			fail("out of memory");
	}

	if (before > 0) {
		set_up(before);
		rest(SETTLE_S);
	}
	empty = usage_of(pids, pid_count);
	seconds = set_up(client_count);
	full = usage_of(pids, pid_count);
	printf("{\"wire\": \"%s\", \"mode\": \"%s\", \"clients\": %d, \"channels\": %d, \"joins\": %d, \"window\": %d, \"text_bytes\": %d",
	       wire->name, mode_names[mode], client_count, channel_count, joins, window, text_length);
	printf(", \"setup_s\": %.4f, \"setup_cpu_us_per_client\": %.1f, \"private_kib_empty\": %ld", seconds,
	       per((full.cpu_seconds - empty.cpu_seconds) * 1e6, client_count - before), empty.private_kib);
	if (mode == SETUP)
		measure_rest(&empty);
	else
		measure_load();
	printf("}\n");
	return 0;
}
