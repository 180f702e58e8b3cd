// ONNX Runtime 1.29 and later send what they run, and where, to Microsoft unless they find this when they start
// (https://github.com/microsoft/onnxruntime/pull/27379). Imported before it, for whatever an environment says.
process.env.ORT_DISABLE_TELEMETRY = '1';
