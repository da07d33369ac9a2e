// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "slices"

// rules is the table of all rules of [Review], by id. The last column is what it will look like.
var rules = []Rule{
	{"GP000", Error, "The text is no policy document", "the PUT of the policy fails with 400"},
	{"GP001", Error, "Not well-formed, and to be sent as xml", "the PUT fails with 400 \"… is an unexpected token\""},
	{"GP002", Error, "What the service refuses", "the PUT fails with 400, or the call with 500"},
	{"GP010", Error, "Identity handed out by headers", "nothing fails: whoever writes the headers himself calls the models with the rights of the gateway"},
	{"GP011", Warning, "Identity without a check of the caller", "nothing fails: whoever reaches the operation gets answers with the rights of the gateway"},
	{"GP012", Error, "No audience demanded", "nothing fails: a token that was got for any other service is accepted, also one that was passed on"},
	{"GP013", Error, "Issuers that do not fit", "401 for tokens that should pass, or tokens of other tenants pass"},
	{"GP014", Warning, "Any application of the tenant", "nothing fails: every identity of the tenant may call, each guest and each script"},
	{"GP015", Warning, "Claim that tokens do not have", "401: tokens of projects do not have xms_mirid reliably"},
	{"GP020", Warning, "Model from the path alone", "with the v1 API, which has the model in the body, the model is empty in metrics and limits"},
	{"GP021", Error, "Body that is read and lost", "the backend gets no body and answers 400"},
	{"GP030", Error, "Limit by the id of a request", "the limit never holds: each call has a counter of its own"},
	{"GP031", Warning, "Limit by headers that anybody can write", "the limit holds for the honest: who writes another header has another counter"},
	{"GP040", Warning, "Section without base", "what other scopes set up does not run, such as validation, CORS and logging"},
	{"GP041", Warning, "Answers that are held back", "server-sent events arrive in lumps, and long ones late"},
	{"GP042", Warning, "Token of the caller for the backend", "the backend sees the token, and answers with what the caller may do there, often 401"},
	{"GP043", Error, "Nothing is forwarded", "each call ends with 200 and no body"},
}

// Rules returns the rules of [Review], in the order of their ids.
func Rules() []Rule { return slices.Clone(rules) }

// ruleOf returns a rule by its id.
func ruleOf(id string) Rule {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{ID: id}
	}
	return rules[i]
}
