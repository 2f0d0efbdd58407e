import type { Icon, IconProps } from '@tabler/icons-react';
import { forwardRef, type ReactNode } from 'react';

// three pictures that the icon set lacks, drawn on its grid
const icon = (content: ReactNode): Icon =>
  forwardRef<SVGSVGElement, IconProps>(function ChartIcon(
    { size = 24, stroke = 2, color: _, title: __, ...rest },
    ref,
  ) {
    return (
      <svg
        ref={ref}
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={stroke}
        strokeLinecap="round"
        strokeLinejoin="round"
        {...rest}
      >
        {content}
      </svg>
    );
  });

export const IconBarsHorizontal = icon(
  <>
    <path d="M4 4v16" />
    <path d="M8 5h11v3H8zM8 11h7v3H8zM8 17h4v3H8z" />
  </>,
);
export const IconBarsGrouped = icon(
  <>
    <path d="M4 20h16" />
    <path d="M5 16v-6h3v6M8 16V6h3v10M14 16v-4h3v4M17 16V8h3v8" />
  </>,
);
export const IconBarsStacked = icon(
  <>
    <path d="M4 20h16" />
    <path d="M6 16V8h4v8zM14 16V5h4v11zM6 12h4M14 11h4" />
  </>,
);
