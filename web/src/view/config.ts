/** What the server says of itself in `config.json`. */
export interface Config {
  readonly name: string;
  /** Where other machines open the page; "" if they cannot. */
  readonly address: string;
  /** Where one is from the beginning, unless the address names a channel. */
  readonly channels: readonly string[];
  /** How many characters a nick may have. */
  readonly nickLength: number;
  /** Whether one may come without an account, and whether one may make one before one is in. */
  readonly guests: boolean;
  readonly registers: boolean;
  /** Whether an account needs an e-mail address, and whether a forgotten password is replaced by e-mail. */
  readonly needsEmail: boolean;
  readonly resetsPassword: boolean;
  /** The path of the WebSocket. */
  readonly websocket: string;
  /** Of the server's program: another one has another page. */
  readonly version: string;
}

const UNKNOWN: Config = {
  name: "Salon",
  address: "",
  channels: ["#public"],
  nickLength: 32,
  guests: true,
  registers: false,
  needsEmail: false,
  resetsPassword: false,
  websocket: "/irc",
  version: "",
};

/** Ask the server; what it does not say has its usual value. */
export async function readConfig(): Promise<Config> {
  try {
    const answer = await fetch("config.json");
    return answer.ok ? { ...UNKNOWN, ...((await answer.json()) as Partial<Config>) } : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
