/** The areas by the first part of their paths. Each table is fetched when somebody goes there, with the code of the screen they begin with. */
const door = () => import('./door');
const staff = () => import('./staff');
const me = () => import('./me');
const deals = () => import('./deals');
const care = () => import('./care');

export const areas = {
  '': me,
  me,
  tickets: me,
  portal: () => import('./portal'),
  desk: staff,
  bank: staff,
  record: staff,
  admin: staff,
  deals,
  calls: deals,
  paid: deals,
  disputes: deals,
  remote: () => import('./remote'),
  complaints: care,
  recoveries: care,
  'lost-access': door,
  retention: care,
  status: care,
  'sign-in': () => import('./door/sign-in'),
  'sign-up': door,
  reset: door,
  welcome: door,
  setup: door,
  enrol: door,
  demo: door,
};
