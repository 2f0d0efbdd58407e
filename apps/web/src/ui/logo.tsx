/** The mark: an L that is a pair of axes, and a light in them. Decorative wherever the name stands beside it. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--lum-mark)" />
      <path
        d="M10 7.5v12a3.5 3.5 0 0 0 3.5 3.5H24"
        fill="none"
        stroke="var(--lum-on-mark)"
        strokeWidth="3.6"
        strokeLinecap="round"
      />
      <circle cx="20.2" cy="12.6" r="4.4" fill="var(--lum-sun)" />
    </svg>
  );
}
