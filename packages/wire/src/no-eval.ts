import { config } from 'zod';

// A schema asks for leave to generate code as soon as it is made, and a content security policy reports the question.
// Imported before everything else, this has a page's messages checked without generated code.
config({ jitless: true });
