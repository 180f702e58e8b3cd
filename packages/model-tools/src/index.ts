export { modelToolsErrors } from './errors.ts';
