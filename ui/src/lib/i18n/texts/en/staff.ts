export default {
  'keys.help': 'Keyboard help',
  'keys.inbox': 'Go to the inbox',
  'column.subject': 'Subject',
  'column.requester': 'Client',
  'column.status': 'Status',
  'column.updated': 'Updated',
  'inbox.empty': 'The queue is empty',
  'inbox.emptyText': 'Nothing waits for you. Well done.',
} as const;
