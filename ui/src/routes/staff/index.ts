import { enter } from '$lib/account/enter';
import { need } from '$lib/i18n';
import { lazy, ready, type Route } from '$lib/route';
import StaffShell from '$lib/shell/StaffShell.svelte';

const frame = [{ load: enter() }, { load: () => need('staff', 'ticket', 'problem') }, ready(StaffShell)];
const desk = [{ load: enter('desk') }, ...frame, lazy(() => import('./DeskFrame.svelte'))];
const admin = [...frame, { load: () => need('admin', 'account', 'door') }, lazy(() => import('./AdminFrame.svelte'))];
const bank = [...frame, { load: () => need('bank') }, lazy(() => import('./BankFrame.svelte'))];
const department = () => import('$lib/admin/Department.svelte');

/** The side of those who work here. */
export default [
  { path: '/desk', steps: [...desk, lazy(() => import('./DeskEmpty.svelte'))] },
  { path: '/desk/new', steps: [...desk, lazy(() => import('$lib/ticket/desk/NewTicket.svelte'))] },
  { path: '/desk/*', steps: [...desk, lazy(() => import('$lib/ticket/desk/TicketPane.svelte'), ({ id }) => ({ id }))] },
  { path: '/bank', steps: [...bank, lazy(() => import('$lib/bank/Overview.svelte'))] },
  { path: '/bank/import', steps: [...bank, lazy(() => import('$lib/bank/Import.svelte'))] },
  { path: '/bank/lines', steps: [...bank, lazy(() => import('$lib/bank/Lines.svelte'))] },
  { path: '/bank/payouts', steps: [...bank, lazy(() => import('$lib/bank/Payouts.svelte'))] },
  { path: '/bank/guarantee', steps: [...bank, { load: () => need('deal') }, lazy(() => import('$lib/bank/Guarantee.svelte'))] },
  { path: '/bank/reconciliation', steps: [...bank, lazy(() => import('$lib/bank/Reconciliation.svelte'))] },
  { path: '/record', steps: [...frame, { load: () => need('record', 'cover') }, lazy(() => import('./RecordPage.svelte'))] },
  { path: '/admin', steps: [...admin, lazy(() => import('$lib/admin/Overview.svelte'))] },
  { path: '/admin/accounts', steps: [...admin, lazy(() => import('$lib/admin/Accounts.svelte'))] },
  { path: '/admin/accounts/*', steps: [...admin, lazy(() => import('$lib/admin/Account.svelte'), ({ id }) => ({ id }))] },
  { path: '/admin/departments', steps: [...admin, lazy(() => import('$lib/admin/Departments.svelte'))] },
  { path: '/admin/departments/new', steps: [...admin, lazy(department)] },
  { path: '/admin/departments/*', steps: [...admin, lazy(department, ({ id }) => ({ id }))] },
  { path: '/admin/keys', steps: [...admin, lazy(() => import('$lib/admin/Keys.svelte'))] },
  { path: '/admin/mail', steps: [...admin, lazy(() => import('$lib/admin/Mail.svelte'))] },
  { path: '/admin/organisations', steps: [...admin, lazy(() => import('$lib/admin/Organisations.svelte'))] },
  { path: '/admin/settings', steps: [...admin, lazy(() => import('$lib/admin/Settings.svelte'))] },
] satisfies Route[];
