import { createContext, use, useEffect, useEffectEvent } from 'react';
import type { LiveSocket, SocketNews } from './socket.ts';

export const LiveContext = createContext<LiveSocket | null>(null);

/** Listens to a topic while the component is there; null listens to nothing. Outside of a `LiveContext` nothing is ever heard. */
export function useTopic(topic: string | null, listener: (news: SocketNews) => void): void {
  const socket = use(LiveContext);
  const heard = useEffectEvent(listener);
  useEffect(() => {
    if (topic === null || socket === null) return;
    return socket.listen(topic, (news) => heard(news));
  }, [socket, topic]);
}
