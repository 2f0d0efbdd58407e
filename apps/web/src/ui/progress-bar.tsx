import classes from './progress-bar.module.css';

/** How far something is, from 0 to 1; null where nobody knows, which shows as a bar that moves. */
export function ProgressBar({ value, label }: { readonly value: number | null; readonly label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      className={classes['track']}
    >
      <span
        className={classes['bar']}
        data-unknown={value === null}
        style={value === null ? undefined : { inlineSize: `${value * 100}%` }}
      />
    </div>
  );
}
