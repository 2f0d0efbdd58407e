import { Button, Menu, Skeleton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconDatabase } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { rememberConnection, useActiveConnection } from '../lib/active-connection.ts';
import { connectionsQuery } from '../lib/queries.ts';
import { useApi } from '../lib/use-api.ts';
import { StatusDot } from '../ui/status-dot.tsx';
import classes from './connection-picker.module.css';
import { LinkButton } from '../ui/link-button.tsx';

/** Chooses the connection that questions go to. */
export function ConnectionPicker() {
  const { t } = useTranslation();
  const { data, isPending } = useQuery(connectionsQuery(useApi()));
  const active = useActiveConnection();
  const navigate = useNavigate();
  const onAsk = useLocation({ select: (location) => location.pathname.startsWith('/ask') });

  if (isPending) return <Skeleton height={32} width={170} radius="md" />;
  if (active === null) {
    return (
      <LinkButton to="/connections" variant="default" leftSection={<IconDatabase size={16} />}>
        {t('shell.connect')}
      </LinkButton>
    );
  }
  const pick = (id: string) => {
    rememberConnection(id);
    // an answer belongs to its own connection, so another choice starts a new question
    if (onAsk) void navigate({ to: '/ask' });
  };
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="subtle"
          className={classes['button'] ?? ''}
          aria-label={t('shell.connectionIs', { name: active.name })}
          leftSection={<IconDatabase size={16} stroke={1.7} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {active.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.pickConnection')}</Menu.Label>
        {data?.items.map((connection) => (
          <Menu.Item
            key={connection.id}
            onClick={() => pick(connection.id)}
            leftSection={<StatusDot status={connection.status} />}
            rightSection={
              connection.id === active.id ? <IconCheck size={16} aria-label={t('common.selected')} /> : null
            }
          >
            {connection.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/connections">
          {t('shell.manageConnections')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
