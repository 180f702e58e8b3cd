/** What every request carries of the login, and what to do when there is none. */
export interface Session {
  /** Sent with every change, so that no other site's page can make one. */
  csrf: string | null;
  /** Has the user log in; true when the request that needed it should be tried again. */
  login: (() => Promise<boolean>) | null;
}

/** The page's session: filled by the login, read by `call`. */
export const session: Session = { csrf: null, login: null };
