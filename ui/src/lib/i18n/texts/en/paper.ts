export default {
  how: 'How to verify such a paper',
  howText: 'It bears the seal of this installation and a timestamp. A program that verifies PDF signatures tells whether anything in it was changed, once it trusts this certificate.',
  compare: 'That the certificate is really ours, only another way can tell: have the fingerprint read to you by telephone, or ask somebody who got it before.',
  fingerprint: 'Fingerprint (SHA-256)',
  until: 'holds until',
  take: 'Download the certificate',
  command: 'Without this server, at a command line:',
} as const;
