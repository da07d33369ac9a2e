// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/azfoundry/azfoundry/connections"
)

func (r *run) probeChat(ctx context.Context) {
	for _, alias := range r.wanted {
		at := place{LayerChat, alias}
		r.step(ctx, at, "call the model "+alias, func(ctx context.Context, step *Step) *Finding {
			return r.call(ctx, at, step)
		})
		if ctx.Err() != nil {
			return
		}
	}
	if len(r.wanted) == 0 {
		r.skip(LayerChat, "the connection lists no model, and none was named")
	}
}

// message is one of a chat.
type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// question is the body of a chat completion, and of Anthropic's messages. What bounds the answer of the
// former has another name with each generation of models, so that only the latter says it, which must.
type question struct {
	Model     string    `json:"model,omitempty"`
	Messages  []message `json:"messages"`
	MaxTokens int       `json:"max_tokens,omitempty"`
}

// call calls a model, and where nothing answers calls it in the other shape. Without [Options.Chat] the
// question is empty, so that the model refuses it, and nobody pays: that shows whether it is there and takes
// the key.
func (r *run) call(ctx context.Context, at place, step *Step) *Finding {
	anthropic := r.speaksMessages(at.alias)
	call := r.Inference(at.alias)
	body := r.question(call, anthropic)
	got := r.ask(ctx, step, call, body)
	if r.refusesEmpty(got) {
		step.Seen = "the model is there, and refuses an empty question"
		return nil
	}
	wrong := r.refusal(ctx, sent{at: at, call: call, body: body, got: got})
	switch {
	case wrong == nil && !r.options.Chat:
		step.Seen = "the model is there"
		return nil
	case wrong == nil:
		return r.readChat(at, step, got, anthropic)
	case wrong.Verdict == VerdictServerError && !r.options.Chat:
		step.Outcome, step.Seen = OutcomeSkipped, wrong.Message+" to an empty question, which proves nothing"
		return nil
	case !anthropic && wrong.Verdict != VerdictAPIVersion && nothingThere(got.status):
		if shape := r.otherShape(ctx, at); shape != nil {
			return shape
		}
	}
	return wrong
}

// nothingThere tells of a status that the other shape of path may not have.
func nothingThere(status int) bool {
	return status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusBadRequest
}

// refusesEmpty reports whether a model refused a question because it is empty.
func (r *run) refusesEmpty(got answer) bool {
	refused := got.status == http.StatusBadRequest || got.status == http.StatusUnprocessableEntity
	return !r.options.Chat && got.err == nil && refused && !r.refusesVersion(got)
}

// otherShape calls a model with deploymentInPath the other way round, and tells if that works.
func (r *run) otherShape(ctx context.Context, at place) *Finding {
	other := r.APIManagement
	other.DeploymentInPath = !other.DeploymentInPath
	advice := `set deploymentInPath to "true"`
	if !other.DeploymentInPath {
		advice = `set deploymentInPath to "false"`
		if other.InferenceAPIVersion != "" { // version 1 of the API takes none
			other.InferenceAPIVersion = ""
			advice += " and leave inferenceAPIVersion out"
		}
	}
	call := other.Inference(at.alias)
	got := r.send(ctx, call, r.question(call, false), r.credential())
	answers := got.err == nil && got.status == http.StatusOK && (!r.options.Chat || isChat(got.body, false))
	if !answers && !r.refusesEmpty(got) {
		return nil
	}
	f := r.finding(at, VerdictPathShape, fmt.Sprintf("nothing answers at %s, but %s does", shownURL(r.Inference(at.alias).URL), shownURL(call.URL)))
	f.Fix = advice
	return &f
}

func (r *run) speaksMessages(alias string) bool {
	list, _ := r.Models.(connections.Static)
	for _, m := range list {
		if m.Alias == alias {
			return m.Format == connections.ModelFormatAnthropic
		}
	}
	return false
}

func (r *run) question(call connections.GatewayCall, anthropic bool) question {
	q := question{Model: call.Model, Messages: []message{}}
	if r.options.Chat {
		q.Messages = append(q.Messages, message{Role: "user", Content: "Answer with the word ok."})
	}
	if anthropic {
		q.MaxTokens = 16
	}
	return q
}

func (r *run) readChat(at place, step *Step, got answer, anthropic bool) *Finding {
	if !isChat(got.body, anthropic) {
		f := r.finding(at, VerdictAnswer, "the answer is no chat completion, but "+r.words(got))
		f.Rule, f.Fix = RuleURL, "answer as the chat completions of OpenAI do, with choices; let the target lead to the models' API"
		return &f
	}
	step.Seen = "the model answered"
	return nil
}

// isChat reports whether an answer is that of a model.
func isChat(body []byte, anthropic bool) bool {
	var chat struct {
		Choices []json.RawMessage `json:"choices"`
		Content []json.RawMessage `json:"content"`
	}
	if json.Unmarshal(body, &chat) != nil {
		return false
	}
	if anthropic {
		return len(chat.Content) > 0
	}
	return len(chat.Choices) > 0
}
