import { defineErrors } from '@splitsight/kernel';

/** What can keep the test kit's own parts from working. */
export const testkitErrors = {
  TESTKIT_RTSP_MISSING:
    'virtual cameras need Debian packages: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly',
  TESTKIT_RTSP_FAILED: 'the virtual cameras stopped working',
  TESTKIT_TIMEOUT: 'what a test waited for did not happen in time',
} as const;

export const testkitError = defineErrors(testkitErrors);
