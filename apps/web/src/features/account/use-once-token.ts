import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** Takes a one-time token from the address and wipes it there at once, so that neither history nor a referrer keeps it. */
export function useOnceToken(to: '/setup' | '/reset', inAddress: string | undefined): string | null {
  const navigate = useNavigate();
  const [token, setToken] = useState(inAddress ?? null);
  if (inAddress !== undefined && inAddress !== token) setToken(inAddress);
  useEffect(() => {
    if (inAddress !== undefined) void navigate({ to, search: {}, replace: true });
  }, [inAddress, navigate, to]);
  return token;
}
