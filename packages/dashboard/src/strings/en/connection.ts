/** Where the connection to the server stands. */
export const connection = {
  connecting: 'Connecting…',
  live: 'Live',
  liveFor: (roundTrip: number) => `Live, ${roundTrip} ms round trip to the server`,
  down: 'Not connected',
  banner: 'Not connected',
  since: (time: string) => `since ${time}`,
  never: 'The server has not answered since this page was opened.',
  old: (age: string) => `Everything below is ${age} old. New alerts do not arrive.`,
  retryIn: (seconds: number) => `Reconnecting in ${seconds} s`,
  retrying: 'Reconnecting…',
  retryNow: 'Reconnect now',
  noServer: 'Is the server running? Start it with',
  serverCommand: 'splitsight-server --config server.yaml',
};
