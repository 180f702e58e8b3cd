import { isCodedError } from '@splitsight/kernel';

/** The HTTP status of errors whose code is no fault in the request itself. */
const statusByCode: Readonly<Record<string, number>> = {
  HTTP_NOT_FOUND: 404,
  HTTP_ORIGIN: 403,
  HTTP_LOGIN: 401,
  HTTP_RIGHT: 403,
  HTTP_CSRF: 403,
  LOGIN_WRONG: 401,
  LOGIN_WAIT: 429,
  LOGIN_BUSY: 503,
  LOGIN_NEW_PASSWORD: 403,
  PEOPLE_UNKNOWN: 404,
  PEOPLE_TAKEN: 409,
  PEOPLE_CHANGED: 409,
  PEOPLE_LAST_ADMIN: 409,
  PEOPLE_LIMIT: 403,
  PEOPLE_TOO_MANY: 409,
  NOTIFY_UNKNOWN: 404,
  NOTIFY_CHANGED: 409,
  NOTIFY_LEAVES: 409,
  NOTIFY_TOO_MANY: 409,
  JOB_UNKNOWN: 404,
  JOB_TOO_MANY: 429,
  JOB_OVER: 409,
  REGISTRY_UNKNOWN: 404,
  REGISTRY_STATE: 409,
  REGISTRY_CHANGED: 409,
  REGISTRY_NO_EARLIER: 409,
  REGISTRY_LAST: 409,
  REGISTRY_FULL: 409,
  REGISTRY_WRITE: 507,
  REGISTRY_BUSY: 429,
  DATASET_UNKNOWN: 404,
  DATASET_TAKEN: 409,
  DATASET_CAMERA: 404,
  DATASET_NOTHING: 404,
  DATASET_UPLOAD_LARGE: 413,
  DATASET_UPLOAD_MANY: 413,
  DATASET_UPLOAD_BUSY: 429,
  DATASET_UPLOAD_WRITE: 507,
  RUN_NONE: 404,
  ALERT_UNKNOWN: 404,
  MONITOR_CAMERA: 404,
  VERDICT_NONE: 404,
  STORE_LOCKED: 503,
  STORE_CORRUPT: 503,
  STORE_FULL: 507,
  STORE_UNUSABLE: 503,
};

/** The HTTP status of what a route threw: coded errors are the request's fault (400) unless the table knows better. */
export function statusOf(error: unknown): number {
  if (isCodedError(error)) return statusByCode[error.code] ?? 400;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
