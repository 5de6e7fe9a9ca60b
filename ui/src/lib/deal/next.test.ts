import { expect, test } from 'vitest';
import type { Deal, Offer, Progress, Question } from '$lib/api';
import { next } from './next';

const offer = (fields: Partial<Offer>) => ({ by: 'specialist', state: 'offered', signatures: [], ...fields }) as unknown as Offer;
const deal = (fields: Partial<Deal>) => ({ side: 'client', state: 'negotiating', suspended: false, questions: [], progress: [], ...fields }) as unknown as Deal;
const stage = (state: Progress['state'], more: Partial<Progress> = {}) => ({ id: state, state, payouts: [], ...more }) as unknown as Progress;
const back = (to: 'client' | 'specialist') => stage('released', { payouts: [{ to, state: 'returned' }] as Progress['payouts'] });
const question = (by: 'client' | 'specialist') => ({ by, open: true }) as unknown as Question;

test.each<[string, Partial<Deal>]>([
  ['write', { side: 'specialist' }],
  ['wait.write', {}],
  ['decide', { current: offer({}) }],
  ['wait.offer', { current: offer({ by: 'client' }) }],
  ['answer', { current: offer({ by: 'client' }), questions: [question('specialist')] }],
  ['decide', { current: offer({}), questions: [question('client')] }],
  ['sign', { current: offer({ state: 'accepted' }) }],
  ['answer', { current: offer({ state: 'accepted' }), questions: [question('specialist')] }],
  ['wait.answer', { current: offer({ state: 'accepted' }), questions: [question('client')] }],
  ['wait.sign', { current: offer({ state: 'accepted', signatures: [{ side: 'client', at: '' }] }) }],
  ['write', { side: 'specialist', current: offer({ state: 'declined' }) }],
  ['pay', { state: 'active', progress: [stage('awaiting_funds')] }],
  ['look', { state: 'active', progress: [stage('awaiting_funds'), stage('submitted')].reverse() }],
  ['wait.work', { state: 'active', progress: [stage('released'), stage('in_progress'), stage('planned')] }],
  ['begin', { state: 'active', side: 'specialist', progress: [stage('awaiting_funds'), stage('funded')] }],
  ['cancel', { state: 'active', progress: [stage('cancel_requested', { canceller: 'specialist' })] }],
  ['wait.cancel', { state: 'active', progress: [stage('cancel_requested', { canceller: 'client' })] }],
  ['dispute', { state: 'active', progress: [stage('disputed')] }],
  ['decide', { state: 'active', current: offer({ base: 1 }), progress: [stage('in_progress')] }],
  ['wait.work', { state: 'active', current: offer({ state: 'declined' }), progress: [stage('in_progress')] }],
  ['suspended', { suspended: true, current: offer({}) }],
  ['over', { state: 'completed' }],
  ['returned', { state: 'completed', progress: [back('client')] }],
  ['over', { state: 'completed', progress: [back('specialist')] }],
  ['returned', { state: 'ended', progress: [back('client')] }],
  ['returned', { state: 'active', progress: [back('client'), stage('in_progress')] }],
  ['look', { state: 'active', progress: [back('client'), stage('submitted')] }],
  ['ended', { state: 'ended' }],
  ['nothing', { state: 'active', progress: [stage('released')] }],
])('%s: %j', (code, fields) => expect(next(deal(fields)).code).toBe(code));
