/** Where the server keeps users. */
export const usersPath = '/api/v1/users';
