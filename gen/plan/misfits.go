// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"slices"

	"github.com/azfoundry/azfoundry/gen/specs"
)

// onlyFor lists the keywords that some kinds of operations do not have, with those that do. The order
// is that of the messages.
var onlyFor = []struct {
	keyword string
	set     func(specs.Operation) bool
	kinds   []string
}{
	{"over", func(op specs.Operation) bool { return op.Over != "" }, []string{"list", "create"}},
	{"path", func(op specs.Operation) bool { return op.Path != "" }, []string{"action"}},
	{"lro", func(op specs.Operation) bool { return op.LRO != "" }, []string{"create", "createOrUpdate", "update", "delete", "action"}},
	{"ifMatch", func(op specs.Operation) bool { return op.IfMatch }, []string{"create", "createOrUpdate", "update", "delete", "modify", "action"}},
	{"mustMatch", func(op specs.Operation) bool { return op.MustMatch }, []string{"update", "delete"}},
	{"body", func(op specs.Operation) bool { return op.Body != "" }, []string{"update", "action"}},
	{"rules", func(op specs.Operation) bool { return op.Rules != nil }, []string{"update", "action"}},
	{"result", func(op specs.Operation) bool { return op.Result != "" }, []string{"list", "update", "action"}},
	{"paged", func(op specs.Operation) bool { return op.Paged }, []string{"action"}},
	{"readOnly", func(op specs.Operation) bool { return op.ReadOnly }, []string{"action"}},
	{"itemsOnly", func(op specs.Operation) bool { return op.ItemsOnly }, []string{"list", "action"}},
	{"patch", func(op specs.Operation) bool { return op.Patch }, []string{"modify"}},
	{"keep", func(op specs.Operation) bool { return op.Keep != nil }, []string{"modify"}},
	{"codes", func(op specs.Operation) bool { return op.Codes != nil }, []string{"get", "list", "create", "createOrUpdate", "update", "delete", "action"}},
	{"query", func(op specs.Operation) bool { return op.Query != nil }, []string{"get", "list", "create", "createOrUpdate", "update", "delete", "action"}},
}

// refuse reports what an operation says that does not fit its kind, or itself.
func (b *builder) refuse(j int, in specs.Operation) {
	for _, k := range onlyFor {
		if k.set(in) && !slices.Contains(k.kinds, in.Kind) {
			b.faults.Add(b.pos(j, "/"+k.keyword), "%s is for %s, not for %s", k.keyword, list(k.kinds, "and"), in.Kind)
		}
	}
	b.refuseCodes(j, in)
	if in.Paged && in.Result == "" {
		b.faults.Add(b.pos(j, "/paged"), "a paged action needs result, the type of an item: its answer is {\"value\": [item, …]}")
	}
	if in.Paged && in.LRO != "" {
		b.faults.Add(b.pos(j, "/paged"), "an action is paged or long-running, not both")
	}
	if in.ItemsOnly && in.Kind == "action" && !in.Paged {
		b.faults.Add(b.pos(j, "/itemsOnly"), "itemsOnly is for actions that are paged")
	}
	names := make(map[string]bool)
	for k, q := range in.Query {
		if name := goName(q.Name); names[name] || name == "IfMatch" && in.IfMatch {
			b.faults.Add(b.pos(j, "/query/"+itoa(k)+"/name"), "two parameters would be named %s", name)
		} else {
			names[name] = true
		}
	}
}

// refuseCodes reports status codes that the kind cannot answer with.
func (b *builder) refuseCodes(j int, in specs.Operation) {
	may := kinds[in.Kind].codes
	if may == nil {
		return // codes are not for this kind
	}
	for k, code := range in.Codes {
		if !slices.Contains(may, code) {
			b.faults.Add(b.pos(j, "/codes/"+itoa(k)), "%s does not succeed with %d; it may with %s", in.Kind, code, numbers(may))
		}
		if code == 202 && in.LRO == "" && slices.Contains(may, code) {
			b.faults.Add(b.pos(j, "/codes/"+itoa(k)), "202 means that the work goes on; set lro")
		}
	}
}

func numbers(all []int) string {
	words := make([]string, 0, len(all))
	for _, n := range all {
		words = append(words, itoa(n))
	}
	return list(words, "or")
}
