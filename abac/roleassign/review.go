// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// Review looks for what is wrong with an assignment, or probably not meant: with its condition, its role and
// its scope together. A nil definition means what this package knows of the built-in role; an empty scope in
// the id, that it is not known. [ReviewIn] looks at the estate as well.
func Review(id AssignmentID, in Assignment, role *Definition) []Finding {
	r := newReview(id, in, role)
	r.run()
	return inOrder(r.found)
}

// ReviewCondition is [Review] for a condition that is not in an assignment yet, such as one of a file with
// comments. An empty scope means that it is not known.
func ReviewCondition(scope string, role Role, definition *Definition, c *abac.Condition) []Finding {
	id, in := role.Assign(scope, "", "")
	r := newReview(id, in, definition)
	r.unknown()
	r.conditional(c)
	return inOrder(r.found)
}

// review is a review while it runs.
type review struct {
	id        AssignmentID
	in        Assignment
	role      *allowance // nil if nothing is known of it
	condition *abac.Condition
	// capable are the actions that the role has and conditions can look into, and open those of them that
	// the condition does not look at.
	capable []string
	open    []abac.Passage
	found   []Finding
}

func newReview(id AssignmentID, in Assignment, role *Definition) *review {
	r := &review{id: id, in: in, role: allowanceOf(in.Properties.Role(), role)}
	r.id.Scope = strings.TrimSuffix(id.Scope, "/")
	if r.role != nil {
		r.capable = r.role.conditionable()
	}
	return r
}

// says is what a finding says.
type says struct{ message, why, fix string }

// add adds a finding about the whole.
func (r *review) add(rule string, s abac.Severity, text says, actions ...string) {
	r.found = append(r.found, Finding{Rule: rule, Severity: s, Message: text.message, Why: text.why, Fix: text.fix, Actions: actions})
}

func (r *review) run() {
	r.unknown()
	text := r.in.Properties.Condition
	if text == "" {
		r.free()
		return
	}
	c, err := abac.Parse(text)
	if err != nil {
		r.syntax(err)
		return
	}
	r.conditional(c)
}

func (r *review) unknown() {
	if r.role == nil {
		r.add(ruleUnknownRole, abac.SeverityInfo, says{
			message: fmt.Sprintf("the role %q is not known", r.in.Properties.Role()),
			why:     "what the condition leaves open of it cannot be said",
			fix:     "give its definition",
		})
	}
}

// conditional looks at the condition, with role and scope.
func (r *review) conditional(c *abac.Condition) {
	r.condition = c
	for _, d := range c.Check(&abac.CheckOptions{Granted: r.capable}) {
		r.found = append(r.found, Finding{Rule: d.Rule, Severity: d.Severity, Span: d.Span, Message: d.Message, Why: d.Why, Fix: d.Fix})
	}
	if r.role == nil || r.coverage() {
		r.scope()
	}
}

func (r *review) syntax(err error) {
	list, _ := errors.AsType[abac.SyntaxErrors](err) // abac.Parse has no other
	for _, e := range list {
		r.found = append(r.found, Finding{
			Rule: "AB014", Severity: abac.SeverityError, Span: abac.Span{Start: e.Pos, End: e.Pos},
			Message: e.Message, Why: "the service refuses the text and does not say where", Fix: e.Hint,
		})
	}
}

// free looks at an assignment without a condition.
func (r *review) free() {
	if !slices.Contains(r.capable, abac.AssignmentWrite) || r.role.conditional {
		return
	}
	r.add(ruleFree, abac.SeverityWarning, says{
		message: fmt.Sprintf("%s without a condition", r.role.name),
		why:     "the principal can give any role to anybody, itself included",
		fix:     "limit with a condition which roles may be assigned, and to whom",
	}, abac.AssignmentWrite)
}

// coverage looks for what the condition does not look at, and reports whether it looks at anything.
func (r *review) coverage() bool {
	if r.role.conditional {
		r.add(ruleOwn, abac.SeverityInfo, says{
			message: fmt.Sprintf("the definition of %s has conditions of its own", r.role.name),
			why:     "a request must pass one of them as well; they change from time to time",
			fix:     "see them with Definitions.Get; NewAccess decides with both",
		})
	}
	if len(r.capable) == 0 {
		r.add(rulePowerless, abac.SeverityError, says{
			message: fmt.Sprintf("%s has no action that conditions can look into", r.role.name),
			why:     "the condition restricts nothing",
			fix:     "leave it out, or take a role whose actions conditions can look into",
		})
		return false
	}
	r.open = abac.Uncovered(r.capable, r.condition, abac.Strict)
	if len(r.covered()) == 0 {
		r.add(rulePowerless, abac.SeverityError, says{
			message: fmt.Sprintf("the condition looks at nothing that %s has: %s", r.role.name, brief(r.capable)),
			why:     "every request passes",
			fix:     "name these actions in the guards",
		}, r.capable...)
		return false
	}
	r.uncovered()
	r.guards()
	r.management()
	return true
}

// uncovered reports the actions that the condition does not look at.
func (r *review) uncovered() {
	var whole, parts []string
	for _, p := range r.open {
		if p.Suboperation != "" {
			parts = append(parts, p.Action+"#"+p.Suboperation)
			continue
		}
		whole = append(whole, p.Action)
	}
	if len(whole) > 0 {
		r.add(ruleUncovered, abac.SeverityWarning, says{
			message: fmt.Sprintf("%s has %s that the condition does not look at: %s", r.role.name, counted(len(whole), "action"), brief(whole)),
			why:     "such requests pass, whatever they are about",
			fix:     "add the actions to the guards, or take a role without them",
		}, whole...)
	}
	if len(parts) > 0 {
		r.add(ruleUncovered, abac.SeverityInfo, says{
			message: "the condition does not look at " + brief(parts),
			why:     "such requests pass, whatever they are about",
			fix:     "if that is not meant, take the suboperation out of the guard or add a block about it",
		}, parts...)
	}
}

// guards looks for actions that the condition names and the role does not have.
func (r *review) guards() {
	for e := range abac.Parts(r.condition.Root()) {
		m, ok := e.(*abac.Match)
		if !ok || m.Function() != abac.ActionMatches || r.has(m.Pattern()) {
			continue
		}
		if serviceOf(m.Pattern()) == "" && !strings.Contains(m.Pattern(), "*") {
			continue // abac says that it is unknown
		}
		r.found = append(r.found, Finding{
			Rule: ruleNotGranted, Severity: abac.SeverityInfo, Span: m.Span(), Message: fmt.Sprintf("%s does not have %s", r.role.name, m.Pattern()),
			Why: "this guard guards nothing", Fix: "leave it out if another role is not to come in its place", Actions: []string{m.Pattern()},
		})
	}
}

// has reports whether the role has an action that a pattern stands for.
func (r *review) has(pattern string) bool {
	return slices.ContainsFunc(r.capable, func(action string) bool { return has([]string{pattern}, action) })
}

// Management actions that give, or take, what conditions on data actions withhold.
var ways = []struct{ action, does string }{
	{"Microsoft.Storage/storageAccounts/listkeys/action", "can read the account keys, which no condition binds"},
	{"Microsoft.Storage/storageAccounts/listServiceSas/action", "can sign shared access signatures, which no condition binds"},
	{"Microsoft.Storage/storageAccounts/listAccountSas/action", "can sign shared access signatures, which no condition binds"},
	{"Microsoft.Storage/storageAccounts/blobServices/containers/delete", "can delete whole containers"},
	{"Microsoft.Storage/storageAccounts/queueServices/queues/delete", "can delete whole queues"},
	{"Microsoft.KeyVault/vaults/write", "can change who may use the vault"},
}

// management looks for actions of the role that go around its condition. They are known only of a whole role.
func (r *review) management() {
	if !r.role.whole {
		return
	}
	for _, w := range ways {
		service := map[bool]string{true: "keyvault", false: "blob"}[strings.HasPrefix(w.action, "Microsoft.KeyVault")]
		if strings.Contains(w.action, "queue") {
			service = "queue"
		}
		if r.role.grants(w.action) && slices.Contains(r.services(), service) {
			r.add(ruleManagement, abac.SeverityInfo, says{
				message: r.role.name + " " + w.does,
				why:     "conditions look into data actions and role assignments, not into management actions",
				fix:     "take a role without it if that is too much",
			}, w.action)
		}
	}
}

// services returns the services whose requests the condition can look into, for this role.
func (r *review) services() []string {
	var list []string
	for _, action := range r.capable {
		if s := serviceOf(action); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func counted(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// brief names actions by their ends.
func brief(actions []string) string {
	const most = 6
	var list []string
	for i, action := range actions {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", len(actions)-most))
			break
		}
		name, part, _ := strings.Cut(action, "#")
		segments := strings.Split(name, "/")
		from := max(len(segments)-2, 0)
		if last := segments[len(segments)-1]; last == "action" {
			from = max(len(segments)-3, 0)
		}
		text := strings.Join(segments[from:], "/")
		if part != "" {
			text += " " + part
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}
