package main

import (
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Position is a place in a body: after so many lines, and so many bytes more.
type Position struct {
	Lines, Bytes int
}

// Action is what is done to a request or to an open answer.
type Action struct {
	Name     string
	At       Position
	Length   int           // insert-line: how long
	Delay    time.Duration // delay, slow
	Code     int           // answer
	Retry    int           // answer: Retry-After in seconds; 0: none
	Reason   string        // answer: Status.reason; empty: a page of something that is not Kubernetes
	Text     string        // answer, insert
	IsCut    bool          // the connection breaks at the end
	Original string
}

// Match says which requests a rule is for.
type Match struct {
	Method string // "*": any
	Path   string // with * for any text
	Query  []string
}

// Rule is one line of the file.
type Rule struct {
	Line   int
	Match  Match
	Skip   int // so many matching requests first
	Times  int // 0: for ever
	Chance float64
	Action Action
}

// Rules is a whole file.
type Rules struct {
	Requests []Rule
	Now      []Rule // done once to the answers that are open, when the file is read
	Connect  string // what happens to new connections; empty: they are served
}

var connectWords = []string{"refuse", "hang", "reset", "plain", "expired", "not-yet", "wrong-name", "unknown-authority"}

const grammar = `lines: "on METHOD PATH [key=value|!key]... [skip N] [times N] [chance P] do ACTION", "now METHOD PATH [key=value]... do ACTION", "connect WORD"`

// loadRules reads a file; the error names the file and the line.
func loadRules(name string) (*Rules, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return parseRules(name, string(content))
}

func parseRules(name, content string) (*Rules, error) {
	rules := &Rules{}
	for i, line := range strings.Split(content, "\n") {
		words, err := split(line)
		if err == nil && len(words) > 0 {
			err = rules.add(i+1, words)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
	}
	return rules, nil
}

// split makes words of a line: by blanks, with "quoted text" in one piece, also behind key=, and everything behind #
// left out.
func split(line string) ([]string, error) {
	var words []string
	for rest := strings.TrimSpace(line); rest != "" && rest[0] != '#'; rest = strings.TrimSpace(rest) {
		end := strings.IndexAny(rest, " \t")
		if end < 0 {
			end = len(rest)
		}
		quote := strings.IndexByte(rest[:end], '"')
		if quote != 0 && (quote < 0 || rest[quote-1] != '=') {
			words = append(words, rest[:end])
			rest = rest[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(rest[quote:])
		if err != nil {
			return nil, fmt.Errorf(`the text that begins with %.20s does not end; close it with "`, rest[quote:])
		}
		text, _ := strconv.Unquote(quoted)
		words = append(words, rest[:quote]+text)
		rest = rest[quote+len(quoted):]
	}
	return words, nil
}

func (rules *Rules) add(line int, words []string) error {
	switch words[0] {
	case "connect":
		if len(words) != 2 || !contains(connectWords, words[1]) {
			return fmt.Errorf("connect wants one of: %s", strings.Join(connectWords, ", "))
		}
		rules.Connect = words[1]
		return nil
	case "on", "now":
	default:
		return fmt.Errorf("unknown word %q; %s", words[0], grammar)
	}
	do := -1
	for i, word := range words {
		if word == "do" {
			do = i
			break
		}
	}
	if do < 3 {
		return fmt.Errorf("the rule wants METHOD, PATH and \"do ACTION\"; %s", grammar)
	}
	rule := Rule{Line: line, Chance: 1, Match: Match{Method: words[1], Path: words[2]}}
	if !strings.HasPrefix(rule.Match.Path, "/") && !strings.HasPrefix(rule.Match.Path, "*") {
		return fmt.Errorf("the path %q begins neither with / nor with *", rule.Match.Path)
	}
	for i := 3; i < do; i++ {
		word := words[i]
		if word != "skip" && word != "times" && word != "chance" {
			if !strings.Contains(word, "=") && !strings.HasPrefix(word, "!") {
				return fmt.Errorf("%q is no condition: write key=value, !key, skip N, times N or chance P", word)
			}
			rule.Match.Query = append(rule.Match.Query, word)
			continue
		}
		if i++; i >= do {
			return fmt.Errorf("%s wants a number", word)
		}
		if word == "chance" {
			chance, err := strconv.ParseFloat(words[i], 64)
			if err != nil || chance < 0 || chance > 1 {
				return fmt.Errorf("chance wants a number from 0 to 1, not %q", words[i])
			}
			rule.Chance = chance
			continue
		}
		number, err := count(words[i])
		if err != nil {
			return fmt.Errorf("%s: %w", word, err)
		}
		if word == "skip" {
			rule.Skip = number
		} else if rule.Times = number; number == 0 {
			return fmt.Errorf("times 0 would never happen; leave the rule out")
		}
	}
	action, err := parseAction(words[do+1:])
	if err != nil {
		return err
	}
	rule.Action = action
	if words[0] == "on" {
		rules.Requests = append(rules.Requests, rule)
		return nil
	}
	if action.Name != "cut" && action.Name != "stall" && action.Name != "end" && action.Name != "insert" {
		return fmt.Errorf("to an open answer only cut, end, stall and insert can be done, not %q", action.Name)
	}
	rules.Now = append(rules.Now, rule)
	return nil
}

func parseAction(words []string) (Action, error) {
	if len(words) == 0 {
		return Action{}, fmt.Errorf("do wants an action: pass, delay, cut, end, swallow, duplicate, corrupt, stall, slow, insert, insert-line, answer")
	}
	action := Action{Name: words[0], Original: strings.Join(words, " ")}
	rest := words[1:]
	var err error
	want := func(numbers ...int) bool {
		for _, number := range numbers {
			if len(rest) == number {
				return true
			}
		}
		return false
	}
	switch action.Name {
	case "pass", "swallow", "duplicate":
		if !want(0) {
			return action, fmt.Errorf("%s takes no argument", action.Name)
		}
	case "delay":
		if !want(1) {
			return action, fmt.Errorf("delay wants a duration, such as 300ms")
		}
		action.Delay, err = duration(rest[0])
	case "cut", "end", "stall":
		// cut before | cut after | cut POSITION; at once where an answer is open already
		switch {
		case want(0):
		case want(1) && action.Name == "cut" && (rest[0] == "before" || rest[0] == "after"):
			action.Name += "-" + rest[0]
		case want(1):
			action.At, err = position(rest[0])
		default:
			return action, fmt.Errorf("%s wants one place in the body, such as 200, 3l or 3l+20", action.Name)
		}
	case "corrupt":
		if !want(1) {
			return action, fmt.Errorf("corrupt wants the place of the byte, such as 200, 3l or 3l+20")
		}
		action.At, err = position(rest[0])
	case "slow":
		if !want(2) {
			return action, fmt.Errorf("slow wants bytes and a duration: slow 64 10ms")
		}
		if action.Length, err = count(rest[0]); err == nil {
			action.Delay, err = duration(rest[1])
		}
		if err == nil && action.Length == 0 {
			err = fmt.Errorf("slow wants at least one byte at a time")
		}
	case "insert":
		if !want(1, 2) {
			return action, fmt.Errorf(`insert wants a place and a text: insert 2l "text\n"`)
		}
		if len(rest) == 2 {
			action.At, err = position(rest[0])
		}
		action.Text = rest[len(rest)-1]
	case "insert-line":
		if !want(2) {
			return action, fmt.Errorf("insert-line wants a place and a length: insert-line 2l 20000000")
		}
		if action.At, err = position(rest[0]); err == nil {
			action.Length, err = count(rest[1])
		}
	case "answer":
		if len(rest) == 0 {
			return action, fmt.Errorf("answer wants a code: answer 429 retry-after=1 reason=TooManyRequests text=\"slow down\"")
		}
		action.Code, err = count(rest[0])
		if err == nil && (action.Code < 200 || action.Code > 599) {
			err = fmt.Errorf("%s is no code of an answer", rest[0])
		}
		for i := 1; i < len(rest) && err == nil; i++ {
			key, value, _ := strings.Cut(rest[i], "=")
			switch key {
			case "retry-after":
				action.Retry, err = count(value)
			case "reason":
				action.Reason = value
			case "text":
				action.Text = value
			default:
				err = fmt.Errorf("answer does not know %q; it knows retry-after=, reason=, text=", rest[i])
			}
		}
	default:
		return action, fmt.Errorf("unknown action %q; known: pass, delay, cut, end, swallow, duplicate, corrupt, stall, slow, insert, insert-line, answer", action.Name)
	}
	return action, err
}

func count(text string) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 || number > 1<<30 {
		return 0, fmt.Errorf("%q is no number from 0 to %d", text, 1<<30)
	}
	return number, nil
}

func duration(text string) (time.Duration, error) {
	length, err := time.ParseDuration(text)
	if err != nil || length < 0 || length > time.Hour {
		return 0, fmt.Errorf("%q is no duration up to an hour, such as 300ms or 2s", text)
	}
	return length, nil
}

// position reads "200" (bytes), "3l" (lines) or "3l+20".
func position(text string) (Position, error) {
	var place Position
	lines, bytes, both := strings.Cut(text, "l")
	var err error
	if !both {
		place.Bytes, err = count(text)
	} else if place.Lines, err = count(lines); err == nil && bytes != "" {
		if bytes[0] != '+' {
			err = fmt.Errorf("no plus")
		} else {
			place.Bytes, err = count(bytes[1:])
		}
	}
	if err != nil {
		return place, fmt.Errorf("%q is no place in a body: write bytes (200), lines (3l) or both (3l+20)", text)
	}
	return place, nil
}

// fits says whether a request is meant.
func (match Match) fits(method string, target *url.URL) bool {
	if match.Method != "*" && match.Method != method {
		return false
	}
	if !glob(match.Path, target.Path) {
		return false
	}
	query := target.Query()
	for _, condition := range match.Query {
		if strings.HasPrefix(condition, "!") {
			if query.Has(condition[1:]) {
				return false
			}
			continue
		}
		key, value, _ := strings.Cut(condition, "=")
		if !query.Has(key) || !glob(value, query.Get(key)) {
			return false
		}
	}
	return true
}

// glob: * is any text, slashes included.
func glob(pattern, text string) bool {
	pieces := strings.Split(pattern, "*")
	if len(pieces) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, pieces[0]) {
		return false
	}
	text = text[len(pieces[0]):]
	for _, piece := range pieces[1 : len(pieces)-1] {
		at := strings.Index(text, piece)
		if at < 0 {
			return false
		}
		text = text[at+len(piece):]
	}
	return strings.HasSuffix(text, pieces[len(pieces)-1])
}

func contains(words []string, wanted string) bool {
	for _, word := range words {
		if word == wanted {
			return true
		}
	}
	return false
}
