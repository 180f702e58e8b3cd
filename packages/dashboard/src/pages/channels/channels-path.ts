/** Where the server has its channels. */
export const channelsPath = '/api/v1/channels';
