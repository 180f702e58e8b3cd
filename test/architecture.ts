/**
 * Which package may import which: a package imports only what stands in its row. Tests may import testkit besides.
 * A new entry is a decision: it is a commit of its own, and the picture in ARCHITECTURE.md changes with it.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  wire: ['kernel'],
  vision: ['kernel', 'wire'],
  inference: ['kernel', 'wire', 'vision'],
  learn: ['kernel'],
  training: ['kernel', 'wire', 'vision', 'inference', 'learn'],
  'model-tools': ['kernel', 'wire', 'vision', 'inference', 'learn'],
  edge: ['kernel', 'wire', 'vision', 'inference'],
  server: ['kernel', 'wire', 'vision', 'inference', 'learn', 'training'],
  testkit: ['kernel', 'wire', 'vision', 'inference'],
  dashboard: ['kernel', 'wire', 'vision'],
  cli: ['kernel', 'wire', 'vision', 'inference', 'learn', 'training', 'model-tools', 'edge', 'server', 'testkit'],
};

/** Sources that run in a browser too, or are pure arithmetic: they import nothing of Node. */
export const pureSources: readonly RegExp[] = [
  /^packages\/kernel\/src\/[^/]+\.ts$/,
  /^packages\/wire\/src\//,
  // All but the picture files, which sharp decodes.
  /^packages\/vision\/src\/(tamper\/)?(?!picture\.ts)[^/]+\.ts$/,
  /^packages\/learn\/src\//,
  /^packages\/dashboard\/src\//,
];

/**
 * Third-party library → the files that may import it; everything else knows only our types. Tests, and what stands in a
 * folder `testing`, are free to use any library as a real part. A library without a row may not be imported at all.
 */
export const owners: Readonly<Record<string, readonly RegExp[]>> = {
  'onnxruntime-node': [/^packages\/inference\/src\/session\.ts$/],
  'onnxruntime-web': [/^packages\/dashboard\/src\/inference\/session\.ts$/],
  protobufjs: [/^packages\/inference\/src\/onnx-file\.ts$/],
  'fluent-ffmpeg': [/^packages\/edge\/src\/camera\/ffmpeg\.ts$/],
  mqtt: [
    /^packages\/edge\/src\/uplink(\/|\.ts$)/,
    /^packages\/dashboard\/src\/camera\/uplink\.ts$/,
    /^packages\/cli\/src\/bench\//,
    /^packages\/server\/src\/notify\/senders\/mqtt\.ts$/,
  ],
  nodemailer: [/^packages\/server\/src\/notify\/senders\/email\.ts$/],
  'web-push': [/^packages\/server\/src\/notify\/senders\/web-push\.ts$/],
  aedes: [/^packages\/server\/src\/broker(\/|\.ts$)/, /^packages\/testkit\/src\/broker\.ts$/],
  '@node-rs/argon2': [/^packages\/server\/src\/people\/passwords\.ts$/],
  'better-sqlite3': [/^packages\/server\/src\/store(\/|\.ts$)/, /^packages\/edge\/src\/spool\/database\.ts$/],
  ws: [/^packages\/server\/src\/(live|broker)(\/|\.ts$)/, /^packages\/cli\/src\//],
  fastify: [/^packages\/server\/src\/http(\/|\.ts$)/],
  '@fastify/multipart': [/^packages\/server\/src\/http(\/|\.ts$)/],
  '@fastify/static': [/^packages\/server\/src\/http(\/|\.ts$)/],
  '@fastify/swagger': [/^packages\/server\/src\/http(\/|\.ts$)/],
  'prom-client': [/^packages\/server\/src\/metrics(\/|\.ts$)/],
  sharp: [/^packages\/vision\/src\/picture\.ts$/],
  pino: [/^packages\/kernel\/src\/node\/log\.ts$/],
  yaml: [/^packages\/kernel\/src\/node\/(config-file|edit-config)\.ts$/],
  'fastest-levenshtein': [/^packages\/kernel\/src\/node\/config-file\.ts$/],
  cborg: [/^packages\/wire\/src\/cbor\.ts$/],
  commander: [/^packages\/(edge|server)\/src\/main\.ts$/, /^packages\/cli\/src\//],
  zod: [
    /^packages\/wire\/src\/(api\/|messages\/|no-eval\.ts$)/,
    /^packages\/kernel\/src\/node\/config-file\.ts$/,
    /^packages\/inference\/src\/manifest\.ts$/,
    /^packages\/model-tools\/src\/catalog(\/|\.ts$)/,
    /^packages\/training\/src\//,
    /^packages\/(edge|server)\/src\/(config(\/|\.ts$)|version\.ts$)/,
    /^packages\/server\/src\/http(\/|\.ts$)/,
    // What other processes and older versions of the program wrote is parsed, too.
    /^packages\/server\/src\/(backup|datasets|history|jobs|monitor|notify|registry|store|training)\//,
    /^packages\/cli\/src\//,
    /^packages\/dashboard\/src\/(api|address|pages)\//,
    /^scripts\//,
  ],
  'ml-matrix': [/^packages\/model-tools\/src\/codec\/principal-components\.ts$/],
  undici: [/^packages\/model-tools\/src\/catalog\/http-source\.ts$/],
  react: [/^packages\/dashboard\/src\//],
  'react-dom': [/^packages\/dashboard\/src\//],
  wouter: [/^packages\/dashboard\/src\//],
  '@tanstack/react-query': [/^packages\/dashboard\/src\/(api\/|main\.tsx$)/],
  '@tanstack/react-virtual': [/^packages\/dashboard\/src\/(components|pages\/live)\//],
  vite: [/^packages\/dashboard\/vite\.config\.ts$/],
  '@vitejs/plugin-react': [/^packages\/dashboard\/vite\.config\.ts$/],
  vitest: [/^vitest\.config\.ts$/, /^test\//],
  'dependency-cruiser': [/^test\/gate\//],
};

/** No file is longer. */
export const maxLines = 300;
/** A daemon's story fits one screen or two. */
export const maxPipelineLines = 119;
