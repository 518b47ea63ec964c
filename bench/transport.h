/*
 * How lines go to a server and come from it: as a stream, or each as a message of WebSocket (RFC 6455). It
 * knows neither sockets nor what a line means.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "wires.h"

/* Return memory of another size, or fail. */
void *resize(void *memory, size_t size);

/* Append lines, each with its end, to what is sent to the server next. */
void append_lines(struct client *client, const char *lines, size_t length);

/* Append what asks the server for WebSocket. */
void append_handshake(struct client *client);

/* Cut the next line out of what has come; returns where the rest begins, NULL while it is not whole. */
char *next_line(struct client *client, char *from, char *end, char **line, char **line_end);

#endif
