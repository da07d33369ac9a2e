// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
)

// maxListed is how many of the gateway's models a report has.
const maxListed = 100

func (r *run) probeList(ctx context.Context) {
	at := place{layer: LayerList}
	call, _ := r.ListModels()
	r.step(ctx, at, "list the models", func(ctx context.Context, step *Step) *Finding {
		got := r.ask(ctx, step, call, nil)
		if wrong := r.refusal(ctx, sent{at: at, call: call, got: got}); wrong != nil {
			return wrong
		}
		aliases, whole, wrong := r.readList(at, got)
		if wrong != nil {
			return wrong
		}
		step.Seen = fmt.Sprintf("%d models: %s", len(aliases), r.listed(aliases))
		r.report.Aliases = slices.Clone(aliases[:min(len(aliases), maxListed)])
		for i, alias := range r.report.Aliases {
			r.report.Aliases[i] = r.secrets.short(alias)
		}
		if len(r.wanted) == 0 {
			r.wanted = aliases[:1]
		}
		return r.unlisted(at, aliases, whole)
	})
}

// unlisted tells of models that are wanted and not listed. A page of a longer list proves nothing.
func (r *run) unlisted(at place, aliases []string, whole bool) *Finding {
	var missing []string
	for _, alias := range r.wanted {
		if whole && !slices.Contains(aliases, alias) {
			missing = append(missing, alias)
		}
	}
	if missing == nil {
		return nil
	}
	return new(r.finding(at, VerdictAliasUnknown, fmt.Sprintf("the gateway does not list %s, but %s", r.listed(missing), r.listed(aliases))))
}

func (r *run) listed(aliases []string) string {
	text := r.secrets.short(strings.Join(aliases[:min(len(aliases), shownItems)], ", "))
	if more := len(aliases) - shownItems; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// listAnswer has the members of both forms of a list.
type listAnswer struct {
	Value    *[]modelAnswer `json:"value"`
	Data     *[]modelAnswer `json:"data"`
	NextLink string         `json:"nextLink"`
}

// modelAnswer has the members of both forms of a model.
type modelAnswer struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Properties *struct {
		Model *struct {
			Name   string `json:"name"`
			Format string `json:"format"`
		} `json:"model"`
	} `json:"properties"`
}

// readList returns the aliases of a list that is not empty, and whether they are all.
func (r *run) readList(at place, got answer) (aliases []string, whole bool, wrong *Finding) {
	var list listAnswer
	if err := json.Unmarshal(got.body, &list); err != nil {
		return nil, false, r.unreadable(at, got)
	}
	items, other := list.Value, list.Data
	if r.provider() == connections.ModelProviderOpenAI {
		items, other = other, items
	}
	switch {
	case items == nil && other != nil:
		return nil, false, r.mismatch(at)
	case items == nil:
		return nil, false, new(r.finding(at, VerdictAnswer, "the answer has neither value[] nor data[]"))
	case len(*items) == 0:
		return nil, false, new(r.finding(at, VerdictNoModels, "the gateway lists no models"))
	}
	for i, m := range *items {
		alias := m.Name
		if r.provider() == connections.ModelProviderOpenAI {
			alias = m.ID
		}
		if alias == "" {
			return nil, false, new(r.finding(at, VerdictAnswer, fmt.Sprintf("item %d of the list has no name", i)))
		}
		aliases = append(aliases, alias)
	}
	return aliases, list.NextLink == "", nil
}

// mismatch tells that a gateway answers in the form of the other provider.
func (r *run) mismatch(at place) *Finding {
	want, have := connections.ModelProviderAzureOpenAI, connections.ModelProviderOpenAI
	if r.provider() == have {
		want, have = have, want
	}
	f := r.finding(at, VerdictProvider, fmt.Sprintf("the gateway answers in the form of %s, and the connection expects that of %s", have, want))
	f.Symptom = fmt.Sprintf("Failed to parse deployment response for '%s' from provider '%s'", r.secrets.short(r.anyAlias(at)), want)
	f.Fix = fmt.Sprintf("set deploymentProvider in modelDiscovery to %s", have)
	if want == connections.ModelProviderAzureOpenAI {
		f.Fix += ", or have the gateway ask Resource Manager (management.azure.com), not the models' own API"
	}
	return &f
}

func (r *run) anyAlias(at place) string {
	switch {
	case at.alias != "":
		return at.alias
	case len(r.wanted) > 0:
		return r.wanted[0]
	}
	return "<model>"
}

func (r *run) unreadable(at place, got answer) *Finding {
	return new(r.finding(at, VerdictAnswer, fmt.Sprintf("the answer is not the JSON that it should be, but %d bytes of %s", len(got.body), r.secrets.short(kind(got)))))
}

func (r *run) probeGet(ctx context.Context) {
	for _, alias := range r.wanted {
		at := place{LayerGet, alias}
		call, _ := r.GetModel(alias)
		r.step(ctx, at, "get the model "+alias, func(ctx context.Context, step *Step) *Finding {
			got := r.ask(ctx, step, call, nil)
			if wrong := r.refusal(ctx, sent{at: at, call: call, got: got}); wrong != nil {
				return wrong
			}
			return r.readModel(at, got, step)
		})
		if ctx.Err() != nil {
			return
		}
	}
}

// readModel judges the answer about one model.
func (r *run) readModel(at place, got answer, step *Step) *Finding {
	var m modelAnswer
	if json.Unmarshal(got.body, &m) != nil {
		return r.unreadable(at, got)
	}
	azure := m.Properties != nil && m.Properties.Model != nil
	if r.provider() == connections.ModelProviderOpenAI {
		switch {
		case azure:
			return r.mismatch(at)
		case m.ID == "":
			return new(r.finding(at, VerdictAnswer, "the answer about the model has no id"))
		}
		step.Seen = "a model with the id " + r.secrets.short(m.ID)
		return nil
	}
	switch {
	case !azure && m.ID != "" && m.Properties == nil && !strings.HasPrefix(m.ID, "/"): // not a resource's id
		return r.mismatch(at)
	case !azure || m.Properties.Model.Name == "" || m.Properties.Model.Format == "":
		return new(r.finding(at, VerdictAnswer, "the answer about the model has no properties.model with name and format"))
	}
	step.Seen = "the model " + r.secrets.short(m.Properties.Model.Name) + " of the format " + r.secrets.short(m.Properties.Model.Format)
	return nil
}
