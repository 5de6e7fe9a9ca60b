package web

import "net/http"

// guarantee is filled out of the fees by two people.
func (s *story) guarantee(feesMinor int64) {
	s.T.Helper()
	s.banker, s.second = s.steppedUp("banker"), s.steppedUp("second")
	const fund, motions = "/api/v1/bank/guarantee?currency=EUR", "/api/v1/bank/motions"
	s.refused(s.client.ask("GET", fund, nil), 403, "denied")
	s.refused(s.specialist.ask("POST", motions, NewMotion{Kind: "reserve", Currency: "EUR", AmountMinor: 1, Reason: "offers"}), 403, "denied")
	s.refused(s.banker.ask("POST", motions, NewMotion{Kind: "reserve", Currency: "EUR", AmountMinor: feesMinor + 1, Reason: "offers"}), 409, "escrow_short")
	s.refused(s.banker.ask("POST", motions, NewMotion{Kind: "payment", Reference: "RF18539007547034", AmountMinor: 1, Reason: "defect"}), 404, "absent")
	var m Motion
	s.ask2(s.banker, motions, NewMotion{Kind: "reserve", Currency: "EUR", AmountMinor: feesMinor, Reason: "offers"}).json(s.T, &m)
	s.refused(s.banker.ask("POST", motions+"/"+m.ID+"/approve", nil), 403, "same_person")
	s.fine(s.second.ask("POST", motions+"/"+m.ID+"/approve", nil), http.StatusNoContent)
	s.refused(s.second.ask("POST", motions+"/"+m.ID+"/refuse", nil), 409, "motion_settled")
	var f Guarantee
	s.fine(s.banker.ask("GET", fund, nil), 200).json(s.T, &f)
	if f.BalanceMinor != feesMinor || f.FeesMinor != 0 || f.PromisedMinor != 0 {
		s.T.Errorf("fund: %+v, of fees %d", f, feesMinor)
	}
	var open, all Page[Motion]
	s.fine(s.banker.ask("GET", motions+"?state=open", nil), 200).json(s.T, &open)
	s.fine(s.banker.ask("GET", motions, nil), 200).json(s.T, &all)
	if len(open.Items) != 0 || len(all.Items) != 1 || !all.Items[0].Mine || all.Items[0].State != "approved" || all.Items[0].Decider == nil || all.Items[0].Decider.Name == "" {
		s.T.Errorf("motions: %+v, open %+v", all, open)
	}
}
