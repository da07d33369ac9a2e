// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

const (
	gatewayKey  = "key-of-the-gateway-0001"
	upstreamKey = "key-of-the-models-0001"
)

// completions is an upstream that answers chat completions, whole or as a stream, with what it was asked.
func completions(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Stream   bool
		Messages []struct{ Content string }
	}
	text, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(text, &body) != nil || r.URL.Path != "/openai/v1/chat/completions" || r.URL.RawQuery != "" ||
		r.Header.Get("api-key") != upstreamKey || r.Header.Get("Authorization") != "" {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	const usage = `{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}`
	words := strings.Fields(body.Messages[0].Content)
	if !body.Stream {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id":"c","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":%q}}],"usage":%s}`,
			strings.Join(words, " "), usage)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for _, word := range words {
		fmt.Fprintf(w, "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", word+" ")
		_ = http.NewResponseController(w).Flush()
	}
	fmt.Fprintf(w, "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":%s}\n\ndata: [DONE]\n\n", usage)
}

// gatewayToModels serves the reference gateway before such an upstream, and returns a client with a key of it.
func gatewayToModels(t *testing.T, key string) openai.Client {
	t.Helper()
	upstream := httptest.NewTLSServer(http.HandlerFunc(completions))
	t.Cleanup(upstream.Close)
	guard, err := proxy.NewGuard(proxy.GuardOptions{
		KeyHeader: "Authorization", KeyFormat: "Bearer {api_key}", // as OpenAI's clients send theirs
		Callers: []proxy.Caller{{Name: "client", Keys: []connections.Secret{connections.NewSecret(gatewayKey)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	limiter, err := proxy.NewLimiter([]proxy.Limit{{Per: proxy.PerCaller, Tokens: 24}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	gateway, err := proxy.New(proxy.Options{
		Guard: guard, Limiter: limiter, Models: proxy.Static(proxy.Model{Alias: "gpt-4o"}),
		Upstream: proxy.Upstream{URL: upstream.URL + "/openai/v1", Key: connections.NewSecret(upstreamKey), Transport: upstream.Client().Transport},
	})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(gateway)
	t.Cleanup(front.Close)
	return openai.NewClient(option.WithAPIKey(key), option.WithBaseURL(front.URL+"/openai"), option.WithHTTPClient(front.Client()), option.WithMaxRetries(0))
}

func question(model string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{
		Model: model, Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("one two three")},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
	}
}

// OpenAI's own client calls models through the reference gateway, whole and as a stream, lists what there is, and
// reads what is refused.
func TestProxy_openAI(t *testing.T) {
	t.Parallel()
	client := gatewayToModels(t, gatewayKey)
	whole, err := client.Chat.Completions.New(t.Context(), question("gpt-4o"))
	if err != nil || whole.Choices[0].Message.Content != "one two three" || whole.Usage.TotalTokens != 12 {
		t.Errorf("answer %+v, %v", whole, err)
	}
	_, unknown := client.Chat.Completions.New(t.Context(), question("gpt-9"))
	stream := client.Chat.Completions.NewStreaming(t.Context(), question("gpt-4o"))
	var said openai.ChatCompletionAccumulator
	for stream.Next() {
		if !said.AddChunk(stream.Current()) {
			t.Errorf("a piece that does not belong: %+v", stream.Current())
		}
	}
	if err := stream.Err(); err != nil || said.Choices[0].Message.Content != "one two three " || said.Usage.TotalTokens != 12 {
		t.Errorf("stream %+v, %v", said.ChatCompletion, err)
	}
	list, err := client.Models.List(t.Context())
	if err != nil || len(list.Data) != 1 || list.Data[0].ID != "gpt-4o" {
		t.Errorf("models %+v, %v", list, err)
	}
	if model, err := client.Models.Get(t.Context(), "gpt-4o"); err != nil || model.ID != "gpt-4o" {
		t.Errorf("model %+v, %v", model, err)
	}
	stranger := gatewayToModels(t, "key-of-somebody-else-1")
	_, unauthorized := stranger.Chat.Completions.New(t.Context(), question("gpt-4o"))
	_, limited := client.Chat.Completions.New(t.Context(), question("gpt-4o")) // 24 tokens were used
	for _, tt := range []struct {
		err    error
		status int
		code   string
	}{{unauthorized, 401, "invalid_api_key"}, {unknown, 404, "model_not_found"}, {limited, 429, "rate_limit_exceeded"}} {
		refused, ok := errors.AsType[*openai.Error](tt.err)
		if !ok || refused.StatusCode != tt.status || refused.Code != tt.code || refused.Message == "" || refused.Type == "" {
			t.Errorf("error %v, want %d %s as OpenAI's client reads it", tt.err, tt.status, tt.code)
		}
	}
}
