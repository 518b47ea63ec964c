/** Return the address under which the page opens in a channel. */
export function addressOf(channel: string): string {
  const address = new URL(location.href);
  address.hash = `#${encodeURIComponent(channel.slice(1))}`;
  return address.href;
}
