-- Width mapping (RFC 8264 section 5.2.1) before letter case and NFC, as foldCase() of @lockstep/scim does it: a user name in full-width
-- letters is the same name (RFC 7643 section 4.1.1 by way of RFC 8265 section 3.3). Plain ASCII, which nearly all text is, takes a short way.
do $$
declare
  wide constant text := U&'\3000！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～｟｠｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ\FFA0ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ￠￡￢￣￤￥￦￨￩￪￫￬￭￮';
  plain constant text := U&' !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~⦅⦆。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\3099\309A\3164ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ¢£¬¯¦¥₩│←↑→↓■○';
  body constant text := $body$
    create or replace function fold_case(value text) returns text language sql immutable parallel safe
    return case when octet_length(value) = length(value) then (lower(value collate "C")) %3$s
      else replace(lower(normalize(translate(value, %1$L, %2$L), nfc) %3$s), U&'\03C2', U&'\03C3') end $body$;
begin
  execute format(body, wide, plain, 'collate "und-x-icu"');
exception when undefined_object then
  execute format(body, wide, plain, '');
end
$$;

-- Keys that were made before; one that another row holds by now stays as it is. The owner sees the rows while security is not forced.
alter table resource no force row level security;
alter table unique_value no force row level security;
update resource set user_name_key = fold_case(user_name_key) where user_name_key <> fold_case(user_name_key);
update resource set display_name_key = fold_case(display_name_key) where display_name_key <> fold_case(display_name_key);
update unique_value u set value_key = fold_case(u.value_key)
  where u.attribute in ('userName', 'displayName') and u.value_key <> fold_case(u.value_key)
    and not exists (select from unique_value o where o.account_id = u.account_id and o.type = u.type
      and o.attribute = u.attribute and o.resource_id <> u.resource_id and fold_case(o.value_key) = fold_case(u.value_key));
alter table resource force row level security;
alter table unique_value force row level security;
