/** The browser's window: whether somebody looks at it, its title and icon, its address, the network. */

/** Call back whenever the page comes into view or goes out of it; return how to stop. */
export function onVisibility(changed: (visible: boolean) => void): () => void {
  const tell = () => changed(isVisible());
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("focus", tell);
  window.addEventListener("blur", tell);
  return () => {
    document.removeEventListener("visibilitychange", tell);
    window.removeEventListener("focus", tell);
    window.removeEventListener("blur", tell);
  };
}

/** Say whether somebody looks at the page. */
export function isVisible(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** Call back when the network comes or goes; return how to stop. */
export function onNetwork(changed: (online: boolean) => void): () => void {
  const tell = () => changed(navigator.onLine);
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}

/** Return the code of an invitation that the address has after its `#`, or "". */
export function invitationInAddress(hash: string = location.hash): string {
  return INVITATION.exec(hash)?.[1] ?? "";
}

/** The code of an invitation, and the channels that it leads to. */
const INVITATION = /^#invite=([\w-]{1,200})(?:&to=([^&#\s]{1,1000}))?$/;

/** Return the channels to which the invitation leads that the address has. */
export function invitedTo(hash: string = location.hash): readonly string[] {
  try {
    const names = (INVITATION.exec(hash)?.[2] ?? "").split(",").filter(Boolean).map(decodeURIComponent);
    return names.filter((name) => NAME.test(name)).map((name) => `#${name}`);
  } catch {
    return [];
  }
}

/** How a channel can be called, behind its sign. */
const NAME = /^[^\s,\p{Cc}\p{Cf}]+$/u;

/** Open an address of somebody else in a new tab, which is told nothing of this one. */
export function openElsewhere(address: string): void {
  window.open(address, "_blank", "noopener,noreferrer");
}

/** Say whether nobody else can read what goes to the server: it goes encrypted, or stays on this machine. */
export function isEncrypted(): boolean {
  return window.isSecureContext;
}

/** Return the channel that the address names after its `#`, or null where none can be called so: `#café` and `#%23café` are the same. */
export function channelInAddress(hash: string = location.hash): string | null {
  if (invitationInAddress(hash)) return null;
  let name = hash.replace(MESSAGE, "").replace(/^#+/, "");
  try {
    name = decodeURIComponent(name);
  } catch {
    // A stray percent sign stands for itself.
  }
  name = name.replace(/^#+/, "");
  // What no channel can be called is not asked for: a link may say anything.
  return NAME.test(name) ? `#${name}` : null;
}

/** What an address of a message has behind its channel. */
const MESSAGE = /\?at=([^?#\s]{1,300})$/;

/** Return the id of the message that the address names behind its channel, or undefined. */
export function messageInAddress(hash: string = location.hash): string | undefined {
  try {
    return decodeURIComponent(MESSAGE.exec(hash)?.[1] ?? "") || undefined;
  } catch {
    return undefined;
  }
}

/** Name the conversation in the address: a reload, a copied address and the browser's own way back lead to it. */
export function nameInAddress(channel: string | null): void {
  const hash = channel?.startsWith("#") ? `#${encodeURIComponent(channel.slice(1))}` : "";
  if (hash === location.hash) return;
  const address = hash || location.pathname + location.search;
  // The first takes the place of what was opened: behind it there is no conversation to go back to.
  // Neither is an invitation, which is for one person; and one is at a message before one is in its channel.
  const isSame = messageInAddress() !== undefined && channelInAddress() === channel;
  if (location.hash && !invitationInAddress() && !isSame) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Call back when somebody changes the part of the address after its `#`; return how to stop. */
export function onAddress(changed: (channel: string | null, invitation: string, message: string | undefined) => void): () => void {
  const tell = () => changed(channelInAddress(), invitationInAddress(), messageInAddress());
  window.addEventListener("hashchange", tell);
  return () => window.removeEventListener("hashchange", tell);
}

/** Show in the title and on the icon that something waits: `mentions` in numbers, other lines with a dot. */
export function showWaiting(title: string, mentions: number, unread: boolean): void {
  document.title = mentions ? `(${mentions}) ${title}` : unread ? `• ${title}` : title;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!icon) return;
  const plain = (icon.dataset["plain"] ??= icon.href);
  const colour = mentions ? "%23d92d20" : "%232f6fde";
  const dot = `%3Ccircle cx='24' cy='8' r='7' fill='${colour}'/%3E%3C/svg%3E`;
  icon.href = mentions || unread ? plain.replace(/%3C\/svg%3E$/, dot) : plain;
}

/** Call back at once, and whenever the system's choice between light and dark changes. */
export function prefersDark(changed: (dark: boolean) => void): void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  changed(query.matches);
  query.addEventListener("change", () => changed(query.matches));
}

/** Say whether there is a keyboard of its own: on a telephone a focused field hides half of the page. */
export function hasKeyboard(): boolean {
  return matchMedia("(hover: hover) and (pointer: fine)").matches;
}
