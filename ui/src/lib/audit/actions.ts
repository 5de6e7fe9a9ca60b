/** The actions one can search for, in the order people think of them. */
export const actions = [
  'ticket.open', 'ticket.open_for', 'ticket.see', 'ticket.read', 'ticket.read_note', 'ticket.reply', 'ticket.note', 'ticket.edit', 'ticket.classify',
  'ticket.assign', 'ticket.hand_over', 'ticket.close', 'ticket.reopen', 'ticket.merge', 'ticket.split', 'ticket.members', 'ticket.record',
  'file.add', 'file.fetch', 'file.fetch_note',
  'bank.read', 'bank.import', 'bank.propose', 'bank.approve', 'bank.pay', 'bank.guarantee_propose', 'bank.guarantee_decide',
  'call.open', 'call.read', 'call.apply', 'call.answers', 'call.invite',
  'deal.draft', 'deal.offer', 'deal.read', 'deal.watch', 'deal.ask', 'deal.agree', 'deal.decline', 'deal.sign', 'deal.bring',
  'deal.fund', 'deal.start', 'deal.submit', 'deal.changes', 'deal.release', 'deal.cancel', 'deal.refund', 'deal.register', 'deal.fetch', 'deal.repeat', 'deal.clock',
  'evidence.export',
  'dispute.open', 'dispute.consent', 'dispute.read', 'dispute.answer', 'dispute.evidence', 'dispute.offer', 'dispute.withdraw', 'dispute.accept', 'dispute.appeal',
  'dispute.seek', 'dispute.take', 'dispute.recuse', 'dispute.judge', 'dispute.decide', 'dispute.clock',
  'review.write', 'review.read', 'review.reply', 'review.propose', 'review.approve', 'review.clock',
  'profile.write', 'profile.read', 'profile.find',
  'account.sign_in', 'account.sign_out', 'account.step_up', 'account.accept', 'account.reset', 'account.letter',
  'own.change', 'own.factor', 'own.factor_remove', 'own.token', 'own.sessions', 'own.bank',
  'account.read', 'account.invite', 'account.change', 'requester.add', 'organisation.change', 'department.change', 'settings.change',
  'keys.read', 'keys.rotate', 'record.read', 'record.verify', 'record.receipt', 'record.destroy', 'installation.set_up', 'housekeeping',
] as const;
