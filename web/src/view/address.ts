/** Names of this machine that mean another one elsewhere. */
const THIS_MACHINE = /^((.+\.)?localhost|127\..+|\[::1\])$/;

/**
 * Return the address under which others open the page in a channel; undefined if only this machine can.
 *
 * `here`: where the page was opened. `forOthers`: what the server says of it; "" if others cannot reach it.
 */
export function addressOf(channel: string, here: string, forOthers: string): string | undefined {
  const address = new URL(here);
  if (THIS_MACHINE.test(address.hostname)) {
    if (!forOthers) return undefined;
    address.host = new URL(forOthers).host;
  }
  address.hash = `#${encodeURIComponent(channel.slice(1))}`;
  return address.href;
}

/** Return the address of a message in a channel: for others, or for this machine where only that can open the page. */
export function messageAddressOf(channel: string, id: string, here: string, forOthers: string): string {
  const own = new URL(here);
  own.hash = `#${encodeURIComponent(channel.slice(1))}`;
  return `${addressOf(channel, here, forOthers) ?? own.href}?at=${encodeURIComponent(id)}`;
}
