/** Line drawings on a 16 × 16 grid; each shape is told apart without its colour. */
const shapes = {
  online: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  offline: <path d="M4 4l8 8M12 4l-8 8" />,
  frozen: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  covered: <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13.5L13 2.5" />,
  disabled: <path d="M4 8h8" />,
  stopped: <path d="M4.5 4.5h7v7h-7z" />,
  unknown: <path d="M5.6 6a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M8 12.4v.1" />,
  alert: <path d="M8 2.2L14.5 13.4h-13zM8 6.6v3M8 11.5v.1" />,
  detection: <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />,
  soundOn: <path d="M2 6h2.5L8 3v10L4.5 10H2zM10.5 5.8a3 3 0 0 1 0 4.4M12.4 3.9a5.8 5.8 0 0 1 0 8.2" />,
  soundOff: <path d="M2 6h2.5L8 3v10L4.5 10H2zM10.5 6.2l3.6 3.6M14.1 6.2l-3.6 3.6" />,
  light: (
    <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13" />
  ),
  dark: <path d="M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z" />,
  auto: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </>
  ),
  link: <path d="M1.5 6.2a9.2 9.2 0 0 1 13 0M4 9a5.6 5.6 0 0 1 8 0M8 12.4v.1" />,
  linkLost: <path d="M1.5 6.2a9.2 9.2 0 0 1 3-2M9 3.5a9.2 9.2 0 0 1 5.5 2.7M8 12.4v.1M2.5 1.5l11 13" />,
} as const;

export type IconName = keyof typeof shapes;

/** An icon beside a text that says the same: screen readers pass it over. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
