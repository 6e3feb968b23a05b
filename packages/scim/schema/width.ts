/** Width mapping (RFC 8264 §5.2.1): a full-width or half-width character stands for the plain one that Unicode decomposes it to. */

/** The ASCII characters in full width, in order. */
const ASCII_FIRST = 0xff01;
const ASCII_LAST = 0xff5e;
const ASCII_OFFSET = ASCII_FIRST - 0x21;

/** All others in full or half width, and below each its plain form. */
const WIDE =
  "\u3000｟｠｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍ" +
  "ﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ\uffa0ﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽ" +
  "ﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ￠￡￢￣￤￥￦￨￩￪￫￬￭￮";
const PLAIN =
  " ⦅⦆。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘ" +
  "ホマミムメモヤユヨラリルレロワン\u3099\u309a\u3164ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍ" +
  "ㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ¢£¬¯¦¥₩│←↑→↓■○";
const OTHERS: ReadonlyMap<string, string> = new Map([...WIDE].map((wide, place) => [wide, PLAIN.charAt(place)]));

/** The text with every full-width and half-width character in its plain form. */
export function mapWidth(text: string): string {
  let mapped = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    const isAscii = code >= ASCII_FIRST && code <= ASCII_LAST;
    mapped += isAscii ? String.fromCharCode(code - ASCII_OFFSET) : (OTHERS.get(character) ?? character);
  }
  return mapped;
}
