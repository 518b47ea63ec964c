#define _GNU_SOURCE
#include "wires.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { NAMES = 16000 };

static bool starts(const char *text, const char *end, const char *with)
{
	size_t length = strlen(with);

	return (size_t)(end - text) >= length && memcmp(text, with, length) == 0;
}

static bool is(const char *text, const char *end, const char *what)
{
	return (size_t)(end - text) == strlen(what) && starts(text, end, what);
}

__attribute__((noreturn)) static void refused(const struct client *client, const char *line, const char *end)
{
	fail("client %d was refused: %.*s", client->number, (int)(end - line), line);
}

/* ---- IRC ---- */

static void irc_come_in(struct client *client)
{
	if (capabilities[0] != 0)
		say(client, "CAP LS 302\r\nCAP REQ :%s\r\nCAP END\r\n", capabilities);
	say(client, "NICK l%d\r\nUSER load 0 * :load\r\n", client->number);
}

static void irc_join(struct client *client)
{
	char names[NAMES];
	size_t length = 0;

	for (int i = 0; i < joins; i++)
		length += (size_t)snprintf(names + length, sizeof names - length, "%s#load%d", i > 0 ? "," : "",
		                           (client->number + i) % channel_count);
	say(client, "JOIN %s\r\n", names);
}

/* What comes before a client is ready: numeric 001 lets it join, 366 ends each channel's names. */
static void irc_reply(struct client *client, const char *command, const char *end)
{
	static const char *const refusals[] = {"ERROR", "CAP * NAK", "403 ", "405 ", "432 ", "433 ", "437 ", "451 ",
	                                       "461 ",  "464 ",      "465 ", "471 ", "473 ", "474 ", "475 ", "477 "};

	if (starts(command, end, "001 "))
		irc_join(client);
	else if (starts(command, end, "366 ") && ++client->joined == joins)
		be_ready(client);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (starts(command, end, refusals[i]))
			refused(client, command, end);
}

/* The form of a line: [@tags ][:source ]COMMAND parameters. */
static void irc_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	const char *command = line;

	for (int part = 0; part < 2; part++) {
		if (command < end && *command == (part == 0 ? '@' : ':')) {
			const char *space = memchr(command, ' ', (size_t)(end - command));

			if (space == NULL)
				return;
			command = space + 1;
		}
	}
	if (starts(command, end, "PRIVMSG ")) {
		const char *text = memchr(command + 8, ' ', (size_t)(end - command - 8));

		if (text == NULL)
			return;
		text += starts(text + 1, end, ":") ? 2 : 1;
		if (text < end && *text == '@')
			take_delivery(client, text, arrived_at);
	} else if (starts(command, end, "PING ")) {
		say(client, "PONG %.*s\r\n", (int)(end - command - 5), command + 5);
	} else if (!client->ready || starts(command, end, "ERROR")) {
		irc_reply(client, command, end);
	}
}

static void irc_in_channel(struct client *sender, int channel, const char *text)
{
	say(sender, "PRIVMSG #load%d :%s\r\n", channel, text);
}

static void irc_to_client(struct client *sender, int receiver, const char *text)
{
	say(sender, "PRIVMSG l%d :%s\r\n", receiver, text);
}

/* ---- the dialects: whatever a client is told that is not expected is a refusal ---- */

/* Take a message of the load, `NICK: TEXT`. Returns whether the line was one. */
static bool was_message(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	const char *text = line + 1;

	if (!starts(line, end, "l"))
		return false;
	while (text < end && isdigit((unsigned char)*text))
		text++;
	if (!starts(text, end, ": @"))
		return false;
	take_delivery(client, text + 2, arrived_at);
	return true;
}

/* Tell whether a line is `BEFORE`, the client's own nick, `AFTER`, and whatever follows. */
static bool names_client(const struct client *client, const char *line, const char *end, const char *before,
                         const char *after)
{
	char expected[128];

	snprintf(expected, sizeof expected, "%sl%d%s", before, client->number, after);
	return starts(line, end, expected);
}

static void say_text(struct client *sender, int channel, const char *text)
{
	(void)channel; /* there is one, or it is the current one */
	say(sender, "%s\n", text);
}

static void public_come_in(struct client *client)
{
	say(client, "/pseudo\nl%d\n", client->number);
}

static void public_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	if (was_message(client, line, end, arrived_at))
		return;
	if (is(line, end, "ping"))
		say(client, "pong\n");
	else if (!client->ready && names_client(client, line, end, "Bienvenue ", ""))
		be_ready(client);
	else if (!starts(line, end, "Bienvenue dans le Chat") && !starts(line, end, "tapez le pseudo") &&
	         !starts(line, end, "Messages in public") && /* are kept: everybody who enters is told */
	         memmem(line, (size_t)(end - line), " has joined.", 12) == NULL)
		refused(client, line, end);
}

static void chaines_come_in(struct client *client)
{
	say(client, "l%d\n/JOIN load%d\n", client->number, client->number % channel_count);
}

static void chaines_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	static const char *const expected[] = {"Vous êtes connecté", "Choisissez un nickname", "Nickname bien choisi.",
	                                       "Faites la commande /HELP", "Bienvenue dans la chaine!"};

	if (was_message(client, line, end, arrived_at))
		return;
	if (!client->ready && starts(line, end, "Vous pouvez communiquez")) {
		be_ready(client);
		return;
	}
	if (starts(line, end, "Messages in load")) /* are kept: everybody who enters is told */
		return;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (!client->ready && starts(line, end, expected[i]))
			return;
	refused(client, line, end);
}

static void relais_come_in(struct client *client)
{
	say(client, "l%d\n", client->number);
}

static void relais_to_client(struct client *sender, int receiver, const char *text)
{
	say(sender, "@l%d %s\n", receiver, text);
}

static void relais_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	if (was_message(client, line, end, arrived_at))
		return;
	if (!client->ready && names_client(client, line, end, "Welcome, ", "."))
		be_ready(client);
	else if (!starts(line, end, client->ready ? "Delivered to l" : "Welcome to the relay.") &&
	         !starts(line, end, "Messages are kept.")) /* everybody who enters is told */
		refused(client, line, end);
}

static void bonjour_ask(struct client *client, const char *text)
{
	say(client, "%s\n", text);
}

static void bonjour_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	if (client->ready && names_client(client, line, end, "", ", you are connected."))
		take_answer(client, arrived_at);
	else if (!client->ready && names_client(client, line, end, "Hello ", "!"))
		be_ready(client);
	else
		refused(client, line, end);
}

static void annuaire_ask(struct client *client, const char *text)
{
	(void)text;
	say(client, "4\n"); /* who is online: at least this machine */
}

static void annuaire_hear(struct client *client, const char *line, const char *end, uint64_t arrived_at)
{
	(void)arrived_at; /* the answer is whole when the connection is closed */
	if (starts(line, end, "\t"))
		client->answered = true;
	else if (line != end)
		refused(client, line, end);
}

static const struct wire wires[] = {
	{"irc", irc_come_in, irc_in_channel, irc_to_client, NULL, irc_hear, false, false},
	{"websocket", irc_come_in, irc_in_channel, irc_to_client, NULL, irc_hear, false, true},
	{"public", public_come_in, say_text, NULL, NULL, public_hear, false, false},
	{"chaines", chaines_come_in, say_text, NULL, NULL, chaines_hear, false, false},
	{"relais", relais_come_in, NULL, relais_to_client, NULL, relais_hear, false, false},
	{"bonjour", relais_come_in, NULL, NULL, bonjour_ask, bonjour_hear, false, false},
	{"annuaire", be_ready, NULL, NULL, annuaire_ask, annuaire_hear, true, false},
};

const struct wire *find_wire(const char *name)
{
	for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
		if (strcmp(wires[i].name, name) == 0)
			return &wires[i];
	return NULL;
}
