export default {
  greeting: 'Hello, {name}',
  ask: 'Ask for help',
  requests: 'My requests',
  'empty.title': 'Nothing asked yet',
  'empty.text': 'When something is wrong, tell us in your own words. We take it from there.',
} as const;
