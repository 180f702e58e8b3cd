import { defineErrors } from '@splitsight/kernel';

/** What can be wrong with what codecs are calibrated on. */
export const codecErrors = {
  CODEC_PICTURES: 'the folder has no pictures; expected JPEG, PNG or WebP files in it or in its folders',
  CODEC_PICTURE_BROKEN: 'a calibration picture cannot be read; mend or remove it, or leave such out: --skip-unreadable',
  CODEC_TOO_FEW: 'too few pictures to calibrate a codec on; name more folders, or more of their pictures',
  CODEC_FEATURES: 'the backbone gives features that no codec can be calibrated on; check it with models verify',
  CODEC_DIMS: 'pca128-u8 keeps 128 values of a feature, and this backbone has fewer; u8 is smaller there',
} as const;

export const codecError = defineErrors(codecErrors);
