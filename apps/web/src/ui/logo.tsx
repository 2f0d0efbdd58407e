/** The mark: a light coming up. Decorative wherever the name stands beside it. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--lum-sun)" />
      <path d="M8 23.2a8 8 0 0 1 16 0z" fill="var(--lum-on-sun)" />
      <g stroke="var(--lum-on-sun)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M16 11V7.4" />
        <path d="m9.6 13.5-2.4-2.7" />
        <path d="m22.4 13.5 2.4-2.7" />
      </g>
    </svg>
  );
}
