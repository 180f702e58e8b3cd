import { defineErrors } from '@splitsight/kernel';

/** What can go wrong when models are brought in and checked. */
export const catalogErrors = {
  CATALOG_UNREADABLE: 'the catalog of models cannot be read; it comes with SplitSight as models/catalog.json',
  CATALOG_INVALID: 'the catalog of models is not valid',
  CATALOG_UNKNOWN: 'the catalog has no such model; splitsight models list shows what it has',
  PULL_UNREACHABLE: 'the source does not give the model; pull again, it goes on where it stopped, or use --from',
  PULL_REFUSED: 'the source refuses to give the model; check its address and your right to it, or use --from',
  PULL_NOT_FOUND: 'the source does not have the model; use --from with a folder or an address that has it',
  PULL_PAGE: 'a web page came instead of the model; sign in to the network, set HTTPS_PROXY, or use --from',
  PULL_SIZE: 'the source has a file of another size under this name; nothing was installed',
  PULL_CHECKSUM: 'the source has another file of the same size: its sha256 differs; nothing was installed',
  PULL_BUSY: 'another pull of this model is under way; wait until it ends',
  IMPORT_NAME: 'not a name for a model; use letters, digits, ".", "_" and "-", beginning with a letter or digit',
  IMPORT_EXISTS: 'there is a model of this name; choose another with --name, or replace it with --force',
  IMPORT_OFFICIAL: 'the catalog has another file of this name; choose another with --name',
  IMPORT_INPUT: 'not a classifier of pictures; expected one float32 input of shape [n, 3, h, w] or [n, h, w, 3]',
  IMPORT_KIND: 'not a model; expected an ONNX file, or a folder with the manifest.json of a model',
  VERIFY_UNKNOWN: 'no such model; name one that splitsight models list shows, or its folder',
  VERIFY_UNLISTED: 'the manifest does not name this file, so nothing vouches for it; remove it',
  VERIFY_FAILED: 'models are not as they should be',
} as const;

export const catalogError = defineErrors(catalogErrors);
