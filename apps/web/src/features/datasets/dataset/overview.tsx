import { useTranslation } from 'react-i18next';
import type { DataProfile, DatasetDetail, DatasetVersion } from '@lumiere/contract';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import { useShowNumber } from '../../../lib/show-time.ts';
import { ProfileFacts } from '../../../ui/data-profile/profile-facts.tsx';

interface OverviewProps {
  readonly dataset: DatasetDetail;
  readonly version: DatasetVersion;
  /** Null until it is there. */
  readonly profile: DataProfile | null;
}

/** The dataset in figures. */
export function Overview({ dataset, version, profile }: OverviewProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const bytes = useShowBytes();
  return (
    <ProfileFacts
      facts={[
        [t('dataProfile.facts.rows'), number(version.rows)],
        [t('dataProfile.facts.columns'), number(version.columns.length)],
        [t('files.facts.size'), bytes(version.bytes)],
      ]}
      profile={profile}
      quality={dataset.quality}
    />
  );
}
