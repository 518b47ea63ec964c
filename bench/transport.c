#define _GNU_SOURCE
#include "transport.h"

#include <stdlib.h>
#include <string.h>

enum {
	FINAL_TEXT = 0x81, FINAL_CLOSE = 0x88, MASKED = 0x80, /* RFC 6455, 5.2 */
	LONG_LENGTH = 126,                                    /* what stands in place of a length that takes two bytes */
	MASK = 4,
};

void *resize(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL)
		fail("out of memory");
	return memory;
}

static void append(struct client *client, const void *bytes, size_t length)
{
	if (client->out_length + length > client->out_size) {
		client->out_size = (client->out_length + length) * 2;
		client->out = resize(client->out, client->out_size);
	}
	memcpy(client->out + client->out_length, bytes, length);
	client->out_length += length;
}

/* One line as a message. Its mask is of zeros: the server's work is the same, and ours is none. */
static void append_message(struct client *client, const char *line, size_t length)
{
	unsigned char head[4 + MASK] = {FINAL_TEXT, (unsigned char)(MASKED | length)};
	size_t size = 2;

	if (length >= LONG_LENGTH) {
		head[1] = MASKED | LONG_LENGTH;
		head[2] = (unsigned char)(length >> 8);
		head[3] = (unsigned char)length;
		size = 4;
	}
	append(client, head, size + MASK);
	append(client, line, length);
}

void append_lines(struct client *client, const char *lines, size_t length)
{
	const char *end = lines + length, *newline;

	if (!client->wire->over_websocket) {
		append(client, lines, length);
		return;
	}
	for (; (newline = memchr(lines, '\n', (size_t)(end - lines))) != NULL; lines = newline + 1)
		append_message(client, lines, (size_t)(newline - lines) - (newline > lines && newline[-1] == '\r'));
}

void append_handshake(struct client *client)
{
	static const char request[] = "GET /irc HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
	                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	                              "Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n";

	append(client, request, sizeof request - 1);
}

static char *line_of_stream(char *from, char *end, char **line, char **line_end)
{
	char *newline = memchr(from, '\n', (size_t)(end - from));

	if (newline == NULL)
		return NULL;
	*line = from;
	*line_end = newline > from && newline[-1] == '\r' ? newline - 1 : newline;
	return newline + 1;
}

/* What a server sends is not masked, and a message of Salon's is one frame. */
static char *line_of_websocket(struct client *client, char *from, char *end, char **line, char **line_end)
{
	const unsigned char *head = (const unsigned char *)from;
	size_t size = 2, length;

	if (end - from < 4)
		return NULL; /* no line is so short that this is the end of one */
	length = head[1];
	if (length == LONG_LENGTH) {
		length = (size_t)head[2] << 8 | head[3];
		size = 4;
	}
	if (head[0] != FINAL_TEXT || head[1] > LONG_LENGTH)
		fail("client %d was sent a frame of another kind: %02x %02x", client->number, head[0], head[1]);
	if ((size_t)(end - from) < size + length)
		return NULL;
	*line = from + size;
	*line_end = *line + length;
	return *line_end;
}

/* The server's agreement, up to its empty line, which is all that is heard of it; then the client comes in. */
static char *take_agreement(struct client *client, char *from, char *end, char **line, char **line_end)
{
	char *behind = memmem(from, (size_t)(end - from), "\r\n\r\n", 4);

	if (behind == NULL)
		return NULL;
	if (strncmp(from, "HTTP/1.1 101 ", 13) != 0)
		fail("client %d was refused: %.*s", client->number, (int)strcspn(from, "\r"), from);
	client->agreed = true;
	client->wire->come_in(client);
	return *line = *line_end = behind + 4;
}

char *next_line(struct client *client, char *from, char *end, char **line, char **line_end)
{
	if (!client->wire->over_websocket)
		return line_of_stream(from, end, line, line_end);
	return client->agreed ? line_of_websocket(client, from, end, line, line_end)
	                      : take_agreement(client, from, end, line, line_end);
}
