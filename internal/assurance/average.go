package assurance

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

const months = 12

// Average is how safe the clients of a department felt in a month of the UTC calendar that is over.
type Average struct {
	Month time.Time // its first instant
	Mean  float64   // 1 to 5, to a tenth; 0: too few people answered
}

// Averages are those of one department, oldest first.
type Averages struct {
	Department access.DepartmentID
	Name       account.Texts
	Months     []Average
}

// Averages shows them of the departments that the actor leads; who leads none has none. Of fewer than [GroupLeast] people nothing is
// shown, nor how many answered, and nothing of the month under way: two looks at it would tell what one person said.
func (d *Desk) Averages(ctx context.Context, who access.Actor) (all []Averages, err error) {
	all = []Averages{}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, id := range who.Departments(access.Lead) {
			dep, err := d.Accounts.Department(ctx, tx, id)
			if err != nil {
				return err
			}
			a := Averages{Department: id, Name: dep.Name}
			if a.Months, err = d.averages(ctx, tx, id); err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

func (d *Desk) averages(ctx context.Context, tx *db.Tx, dep access.DepartmentID) ([]Average, error) {
	y, m, _ := d.Clock.Now().UTC().Date()
	all := make([]Average, months)
	args, cases := []any{string(dep)}, []string{}
	for i := range all {
		all[i].Month = time.Date(y, m-time.Month(months-i), 1, 0, 0, 0, 0, time.UTC)
		args = append(args, db.Micros(all[i].Month))
		cases = append([]string{fmt.Sprintf("WHEN answered >= $%d THEN %d", len(args), i)}, cases...)
	}
	args = append(args, db.Micros(time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)), GroupLeast)
	type group struct{ month, sum, count int64 }
	groups, err := db.All(ctx, tx, func(s db.Scanner) (g group, err error) { return g, s.Scan(&g.month, &g.sum, &g.count) },
		fmt.Sprintf(`SELECT CASE `+strings.Join(cases, " ")+` END, sum(score), count(*) FROM assurance_report
		WHERE department = $1 AND answered >= $2 AND answered < $%d GROUP BY 1 HAVING count(DISTINCT account) >= $%d`, len(args)-1, len(args)), args...)
	for _, g := range groups {
		all[g.month].Mean = math.Round(float64(g.sum)/float64(g.count)*10) / 10
	}
	return all, err
}
