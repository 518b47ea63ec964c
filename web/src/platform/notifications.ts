/** Notifications of the system, where there are any: not in an insecure context, not in every browser. */

/** Say whether notifications can be had at all. */
export function canNotify(): boolean {
  return typeof Notification !== "undefined" && isSecureContext && Notification.permission !== "denied";
}

/** Ask for the permission; say whether it is given. To be called on a click only. */
export async function askToNotify(): Promise<boolean> {
  return canNotify() && (await Notification.requestPermission()) === "granted";
}

/** Show a notification; a click on it leads to the conversation. */
export function notify(title: string, text: string, opened: () => void): void {
  if (!canNotify() || Notification.permission !== "granted") return;
  try {
    const notification = new Notification(title, { body: text, tag: title });
    notification.onclick = () => {
      window.focus();
      opened();
      notification.close();
    };
  } catch {
    // Browsers of telephones have the class but want a service worker.
  }
}
