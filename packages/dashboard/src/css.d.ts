// Style sheets are imported for what they do; the bundler puts them where they belong.
declare module '*.css';
