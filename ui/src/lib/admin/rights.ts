import type { AdminAccount, PostChoice, Role } from '$lib/api';

/** Roles of the whole installation; agents and leads are so in a department. */
export const roles = ['client', 'specialist', 'security', 'auditor', 'manager', 'arbiter', 'admin'] as const satisfies Role[];

/** What an account may do, as a form holds it. */
export interface Rights {
  roles: Role[];
  /** A post by the id of its department. */
  posts: Record<string, PostChoice['post']>;
  organisation: string;
}

export const noRights = (): Rights => ({ roles: ['client'], posts: {}, organisation: '' });

export const rightsOf = (account: AdminAccount): Rights => ({
  roles: account.roles.filter((role) => roles.some((known) => known === role)),
  posts: Object.fromEntries(account.posts.map(({ department, post }) => [department.id, post])),
  organisation: account.organisation?.id ?? '',
});

/** As the server takes it. Only a client belongs to an organisation. */
export const toBody = ({ roles: held, posts, organisation }: Rights) => ({
  roles: held,
  posts: Object.entries(posts).map(([department, post]) => ({ department, post })),
  organisation: held.includes('client') ? organisation : '',
});
