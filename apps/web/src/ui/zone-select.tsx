import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { zoneGroups } from '../lib/zones.ts';

/** Every zone the browser knows, by continent; the platform's own list is quick to search by typing. */
export function ZoneSelect(of: {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly description?: string;
  readonly error?: string | null;
}) {
  const { t } = useTranslation();
  const data = useMemo(() => zoneGroups(of.value), [of.value]);
  return (
    <NativeSelect
      label={t('profile.zone')}
      description={of.description}
      value={of.value}
      error={of.error}
      onChange={(event) => of.onChange(event.currentTarget.value)}
      data={[...data]}
    />
  );
}
