import type { ProfileSettings } from '@certbridge/ca-host';
import type { GatewayCaConfig } from './config/gateway-schema.ts';

/** Returns what tells how certificates of a profile are ordered: what is set for it goes before what is set for all, in any letter case. */
export function profileSettingsOf({
  settings,
  profiles,
}: Pick<GatewayCaConfig, 'settings' | 'profiles'>): (profile: string) => ProfileSettings {
  return (name) => {
    const own = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (own === undefined) return { parameters: settings, renewals: 'order' };
    const overridden = new Set(Object.keys(own.settings).map((key) => key.toLowerCase()));
    const kept = Object.entries(settings).filter(([key]) => !overridden.has(key.toLowerCase()));
    return { parameters: { ...Object.fromEntries(kept), ...own.settings }, renewals: own.renewals };
  };
}
