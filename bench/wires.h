/*
 * What the load generator says and hears on each wire: IRC, and the five dialects of Salon. A wire knows
 * the words; it knows nothing of sockets, clocks or counts.
 */
#ifndef WIRES_H
#define WIRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire;

struct client {
	const struct wire *wire;
	int fd, number;
	bool agreed;           /* over WebSocket: the server has agreed to it */
	bool ready;            /* has come in, and is in all of its channels */
	bool answered;         /* where a connection is one request: its answer has come */
	int joined;            /* channels whose list of names has ended */
	char *partial;         /* an unfinished line, kept until its end arrives */
	size_t partial_length;
	char *out;             /* what the next transmit() sends */
	size_t out_length, out_size;
};

/* Client i is called "l<i>", and channel c "load<c>". What a wire cannot do is NULL. */
struct wire {
	const char *name;
	void (*come_in)(struct client *client);
	void (*say_in_channel)(struct client *sender, int channel, const char *text);
	void (*say_to_client)(struct client *sender, int receiver, const char *text);
	void (*ask)(struct client *client, const char *text);
	/* Take one line without its end. */
	void (*hear)(struct client *client, const char *line, const char *end, uint64_t arrived_at);
	bool one_request;    /* the server closes the connection behind its answer */
	bool over_websocket; /* each line is a message */
};

/* The wire of this name; NULL when there is none. */
const struct wire *find_wire(const char *name);

/* ---- what the generator does for a wire ---- */

extern const char *capabilities; /* of IRC, with spaces between them */
extern int channel_count, joins;

__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);

/* Append to what is sent to the server next, as printf does. */
__attribute__((format(printf, 2, 3))) void say(struct client *client, const char *format, ...);

/* Count a client as one that has come in. */
void be_ready(struct client *client);

/* Count a message of the load that a client has received; its text begins with "@CHANNEL.NUMBER.". */
void take_delivery(struct client *client, const char *text, uint64_t arrived_at);

/* Count the answer to what a client has asked. */
void take_answer(struct client *client, uint64_t arrived_at);

#endif
