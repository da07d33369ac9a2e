package abac
import ("testing";"fmt";"time";"strings")
func TestScratchT(t *testing.T) {
	var keys strings.Builder
	for i := 0; keys.Len() < 7800; i++ { fmt.Fprintf(&keys, "@Resource[%s] ForAnyOfAnyValues:StringEquals {'k%d'} OR ", BlobTagKeys, i) }
	var roles strings.Builder
	roles.WriteString("((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {")
	for i := 0; roles.Len() < 3800; i++ { fmt.Fprintf(&roles, "%s, ", guidValue{uint64(i)*7919<<30, uint64(i)*104729}.String()) }
	r1 := strings.TrimSuffix(roles.String(),", ")+"}))"
	eqs := ""
	for i := 0; len(eqs) < 7800; i++ { eqs += fmt.Sprintf("(@Resource[a%d] StringEquals 'x' AND @Request[b%d] StringLikeIgnoreCase '*y%d*') OR ", i, i, i) }
	links := ""
	for i := 0; len(links) < 7800; i++ { links += fmt.Sprintf("@Resource[a%d] StringEquals @Principal[a%d] AND ", i, i+1) }
	many := ""
	for i := 0; len(many) < 7800; i++ { many += fmt.Sprintf("@Principal[l] ForAllOfAnyValues:StringLike {'*%d*', 'b'} AND NOT @Principal[l] ForAnyOfAllValues:NumericLessThan {%d} OR ", i, i) }
	for n, s := range map[string]string{"keys": keys.String()+"Exists @Resource[b]", "roles": r1, "eqs": eqs+"Exists @Resource[b]", "links": links+"Exists @Resource[b]", "many": many+"Exists @Resource[b]"} {
		c := MustParse(s)
		at := time.Now()
		x := Compare(c, MustParse("("+s+") OR Exists @Request[zz]"), Strict)
		fmt.Println(n, len(s), x.Relation, x.Why, time.Since(at))
		at = time.Now()
		x = Compare(c, MustParse("("+s+") AND Exists @Request[zz]"), Lenient)
		fmt.Println(n, len(s), x.Relation, x.Why, time.Since(at))
		at = time.Now()
		d := DeadParts(c, Strict)
		fmt.Println(n, len(d), time.Since(at))
		at = time.Now()
		a := AlwaysFalse(c, Strict)
		fmt.Println(n, a.Answer, time.Since(at))
	}
}
