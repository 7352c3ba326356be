// How often bytes stand in what is scanned, roughly. Only speed depends on it.

/** Bytes of source code, and the zero of binary files, from frequent to rare; what is not named is rarer still. */
const FREQUENT = '\0 etoainsrldcumphfg_.,"\n0bvy=-1)(wS2:TxAE/kC3;DRIPLNj4F5qM6O9z87B{}U[]GV\'HW';

/** By byte, how often it stands in source code: from 1 for the rare ones to some thousands. */
export const SHARES = new Float64Array(256).fill(1);
for (const [rank, char] of [...FREQUENT].entries()) SHARES[char.charCodeAt(0)] = (FREQUENT.length + 2 - rank) ** 2;

/** What is packed or drawn is written in base64, and some files are little else. */
const IN_BASE64 = 150;
for (const [byte, share] of SHARES.entries())
  if (/[A-Za-z0-9+/]/.test(String.fromCharCode(byte))) SHARES[byte] = share + IN_BASE64;

const SHARE_MOST = 10_000;

/** The 300 most frequent pairs of code, notebooks and texts, most frequent first. */
const FREQUENT_PAIRS =
  'oninaterenreteordeseessttithcontetleelhetaiotomeceneutaledroanisrapearasngitodpoe_nstrchoumaomgendli' +
  'acampat_lollidimtsmpexsiadprepdiecnadaullassfocanckepturriuniftyilfiagmoicean_rtus_solrspuctbeypueso' +
  'ai_i_t_cplNonolsveemckokap_phad_otnueftpocumgivafalfhurcl_vioptttulunifrrgscbl_dpispigizxtabsazeipwi' +
  'nfs_ofrnhicuowholtieoarmpsoogs_eshauruo_fedobahtmievsumb==_mdsosr_quggupobubcrddoiugclwarrff_a_hm__f' +
  'du_rireerymmwenptcxe_lbofue=eqgfnnbuhfColyInskuiayivguldrdia00ThogReegewghgrpppyovs=xph_{}nluc_ownfl' +
  'eicc_nnvuaTrgaavTeytrl_bjosfToMok_dtwhFaeoib10_vcip_yo12nkmsPaxibiebErLiksStbyeyjsg_udf_woxaDe##Hulp';
let ranks: ReadonlyMap<string, number> | undefined;

/** How often two bytes stand together: over 1 for the frequent pairs, below it by how often each byte does. */
export function shareOfPair(first: number, second: number): number {
  ranks ??= new Map((FREQUENT_PAIRS.match(/../g) as string[]).map((pair, rank) => [pair, rank]));
  const rank = ranks.get(String.fromCharCode(first, second));
  if (rank !== undefined) return 1 + ranks.size - rank;
  return ((SHARES[first] as number) * (SHARES[second] as number)) / SHARE_MOST ** 2;
}
